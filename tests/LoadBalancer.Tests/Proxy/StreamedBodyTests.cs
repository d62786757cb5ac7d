using System.Net.Sockets;
using System.Text;
using FromScratch.TestKit.Sockets;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Bodies far larger than anything the balancer may keep.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class StreamedBodyTests
{
    private const int Pieces = 64;
    private const int PieceBytes = 1 << 20;
    private const long GrowthBytesMax = 4 << 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upload_passes_whole_and_leaves_nothing_in_memory(bool isChunked)
    {
        using var half = new Rendezvous();
        long received = 0;
        using var server = Wellness.ButBare(socket =>
        {
            var buffer = new byte[64 * 1024];
            while (received < Framed(isChunked))
            {
                var count = socket.Receive(buffer);
                half.PassAt(received, received + count, Framed(isChunked) / 2);
                received += count;
                if (count == 0)
                    return;
            }

            socket.Send(RawBackEnd.Ok("thanks"));
        });
        await using var balancer = await Balancers.StartAsync([server.Port]);
        Wellness.IsWell(balancer);
        var before = MeasuredAlone.SettledBytes();
        using var client = Balancers.Connect(balancer);
        var sending = Task.Run(() => Upload(client, isChunked), TestContext.Current.CancellationToken);
        half.Arrived();
        Assert.InRange(MeasuredAlone.UsedBytes() - before, long.MinValue, GrowthBytesMax);
        half.GoOn();
        await sending;
        Assert.Equal("thanks", Reply.Read(client).Body);
        Assert.Equal(Framed(isChunked), received);
        Wellness.IsWell(balancer);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_download_passes_whole_and_leaves_nothing_in_memory(bool isChunked)
    {
        var piece = Piece(isChunked);
        using var server = Wellness.ButBare(socket =>
        {
            socket.Send("HTTP/1.1 200 OK\r\n" + Framing(isChunked) + "\r\n");
            for (var i = 0; i < Pieces; i++)
                socket.Send(piece);
            socket.Send(isChunked ? "0\r\n\r\n" : "");
        });
        await using var balancer = await Balancers.StartAsync([server.Port]);
        Wellness.IsWell(balancer);
        var before = MeasuredAlone.SettledBytes();
        using var client = Balancers.Connect(balancer);
        client.Send(Balancers.Get());
        while (client.ReadLine() is { Length: > 0 })
        {
        }

        for (long read = 0, size = 1 << 16; read < Framed(isChunked); read += size)
        {
            size = Math.Min(1 << 16, Framed(isChunked) - read);
            Assert.Equal((int)size, client.Read((int)size).Length);
            if (read == (Pieces / 2) * (long)PieceBytes)
                Assert.InRange(MeasuredAlone.UsedBytes() - before, long.MinValue, GrowthBytesMax);
        }

        client.Send(Balancers.Get(Wellness.GoodPath));
        Assert.Equal("good", Reply.Read(client).Body);
        Wellness.IsWell(balancer);
    }

    private static void Upload(TextClient client, bool isChunked)
    {
        var piece = Piece(isChunked);
        client.Send($"POST / HTTP/1.1\r\nHost: example.com\r\n{Framing(isChunked)}\r\n");
        for (var i = 0; i < Pieces; i++)
            client.Send(piece);
        if (isChunked)
            client.Send("0\r\n\r\n");
    }

    private static string Framing(bool isChunked) =>
        isChunked ? "Transfer-Encoding: chunked\r\n" : $"Content-Length: {(long)Pieces * PieceBytes}\r\n";

    private static byte[] Piece(bool isChunked)
    {
        var (before, after) = isChunked ? ($"{PieceBytes:x}\r\n", "\r\n") : ("", "");
        var piece = new byte[before.Length + PieceBytes + after.Length];
        piece.AsSpan().Fill((byte)'x');
        Encoding.ASCII.GetBytes(before, piece);
        Encoding.ASCII.GetBytes(after, piece.AsSpan(before.Length + PieceBytes));
        return piece;
    }

    /// <summary>With its chunk lines.</summary>
    private static long Framed(bool isChunked) => (long)Pieces * PieceBytes + (isChunked ? Pieces * ("100000".Length + 4) + 5 : 0);

    /// <summary>One side stops where the other wants to look.</summary>
    private sealed class Rendezvous : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
        private readonly ManualResetEventSlim _there = new();
        private readonly ManualResetEventSlim _onward = new();

        public void PassAt(long from, long to, long place)
        {
            if (from >= place || to < place)
                return;
            _there.Set();
            _onward.Wait(Patience);
        }

        public void Arrived() => Assert.True(_there.Wait(Patience), "it never came so far");

        public void GoOn() => _onward.Set();

        public void Dispose()
        {
            _there.Dispose();
            _onward.Dispose();
        }
    }
}
