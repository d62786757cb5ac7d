using System.Net;
using System.Net.Sockets;

namespace FromScratch.Transport.Tests;

/// <summary>The end of an output that was finished early: nothing pushed before it is lost, and it is not lost itself.</summary>
public sealed class RelayFinishTests
{
    public static TheoryData<Way> Drivers => Ways.All;

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task What_was_pushed_in_turns_leaves_before_the_end(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var (a, serverA) = await running.DialConnectedAsync(front);
        var (b, serverB) = await running.DialConnectedAsync(front);
        using var endA = serverA;
        using var endB = serverB;
        front.Do(() =>
        {
            for (var i = 0; i < 3; i++)
            {
                a.Push($"a{i} ");
                b.Push($"b{i} ");
            }

            a.Push("end");
            a.Connection.FinishOutput();
            b.Push("end");
            b.Connection.FinishOutput();
        });
        Assert.Equal("a0 a1 a2 end", serverA.ReadLine());
        Assert.Equal("b0 b1 b2 end", serverB.ReadLine());
        Assert.Empty(running.Failures);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task What_was_pushed_leaves_before_the_close_however_slowly_it_is_taken(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var (a, serverA) = await running.DialConnectedAsync(front);
        var (b, serverB) = await running.DialConnectedAsync(front);
        using var endA = serverA;
        using var endB = serverB;
        var piece = new string('x', 100_000);
        front.Do(() =>
        {
            for (var i = 0; i < 30; i++)
            {
                a.Push(piece);
                b.Push("b ");
            }

            a.Push("\nlast");
            a.End();
            b.End();
        });
        Assert.Equal(["b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b ", null], [serverB.ReadLine(), serverB.ReadLine()]);
        Assert.Equal(3_000_000, serverA.ReadLine()!.Length);
        Assert.Equal(["last", null], [serverA.ReadLine(), serverA.ReadLine()]);
        await Running.Until(() => a.Closing.Length > 0 && b.Closing.Length > 0, "closed");
        Assert.Equal(["connected", "closed SessionClosed"], a.Events);
        Assert.Equal(["connected", "closed SessionClosed"], b.Events);
        Assert.Empty(running.Failures);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task One_that_ends_without_a_byte_closes(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var (back, server) = await running.DialConnectedAsync(front);
        using var end = server;
        front.Do(back.End);
        Assert.Null(server.ReadLine());
        await Running.Until(() => back.Closing.Length > 0, "closed");
        Assert.Equal(["connected", "closed SessionClosed"], back.Events);
    }

    [Theory]
    [MemberData(nameof(Ways.Plain), MemberType = typeof(Ways))]
    public async Task An_end_without_a_byte_waits_for_a_connection_that_takes_its_time(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        using var busy = new BusyListener();
        var back = await running.DialAsync(front, end => end.Connection.FinishOutput(), busy.Address);
        front.Do(() => { });
        await Running.Until(() => front.Wakes >= 2, "its turn has come");
        Assert.Empty(back.Events);
        using var server = busy.AcceptLast();
        Assert.Null(server.ReadLine());
        server.Send("answer");
        await Running.Until(() => back.Received == "answer", "the other direction goes on");
        Assert.Equal(["connected"], back.Events);
    }

    [Theory]
    [MemberData(nameof(Ways.Plain), MemberType = typeof(Ways))]
    public async Task Bytes_and_an_end_wait_for_a_connection_that_takes_its_time(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        using var busy = new BusyListener();
        var back = await running.DialAsync(front, end => end.Push("one "), busy.Address);
        front.Do(() =>
        {
            back.Push("two\n");
            back.Connection.FinishOutput();
        });
        await Running.Until(() => front.Wakes >= 2, "its turn has come");
        Assert.Empty(back.Events);
        using var server = busy.AcceptLast();
        Assert.Equal("one two", server.ReadLine());
        Assert.Null(server.ReadLine());
        Assert.Equal(["connected"], back.Events);
    }

    /// <summary>Its queue is full: who connects gets no answer until somebody is accepted, and is there a second later.</summary>
    private sealed class BusyListener : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> _others = [];

        public BusyListener()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(1);
            // The kernel takes one more than it is told.
            for (var i = 0; i < 2; i++)
            {
                _others.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
                _others[^1].Connect(Address);
            }
        }

        public EndPoint Address => _listener.LocalEndPoint!;

        public Client AcceptLast()
        {
            for (var i = 0; i < 2; i++)
                _others.Add(_listener.Accept());
            Assert.True(_listener.Poll(Running.Patience, SelectMode.SelectRead), "it never came");
            var socket = _listener.Accept();
            socket.ReceiveTimeout = socket.SendTimeout = (int)Running.Patience.TotalMilliseconds;
            return new Client(new NetworkStream(socket, ownsSocket: true), socket);
        }

        public void Dispose()
        {
            _listener.Dispose();
            _others.ForEach(socket => socket.Dispose());
        }
    }
}
