using System.Net.Security;
using System.Text;
using FromScratch.Core;
using FromScratch.Protocols.Tls;
using FromScratch.TestKit;

namespace FromScratch.Protocols.Tests.Tls;

/// <summary>The name in hellos of a real client.</summary>
public sealed class ClientHelloTests
{
    [Theory]
    [InlineData("www.example.com")]
    [InlineData("")]
    public async Task The_name_is_found_at_the_last_byte_and_not_before(string name)
    {
        var hello = await CaptureAsync(name);
        for (var length = 0; length < hello.Length; length++)
            Assert.Equal(DecodeStatus.NeedMore, ClientHello.ReadName(hello.AsSpan(0, length), out _, out _));
        Assert.Equal(DecodeStatus.Done, ClientHello.ReadName([.. hello, 1, 2, 3], out var at, out var count));
        Assert.Equal(name, Encoding.ASCII.GetString(hello, at, count));
    }

    [Fact]
    public async Task Broken_hellos_are_invalid_and_never_more_than_that()
    {
        var hello = await CaptureAsync("www.example.com");
        Seeds.ForEach(2_000, random =>
        {
            var broken = hello.ToArray();
            for (var changes = random.NextInt32(1, 6); changes > 0; changes--)
                broken[random.NextInt32(broken.Length)] = (byte)random.NextUInt64();
            if (ClientHello.ReadName(broken, out var at, out var count) == DecodeStatus.Done)
                Assert.InRange(at + count, 0, broken.Length);
        });
        Assert.Equal(DecodeStatus.Invalid, ClientHello.ReadName("GET / HTTP/1.1"u8, out _, out _));
    }

    private static async Task<byte[]> CaptureAsync(string name)
    {
        var sent = new FirstWrite();
        await using var client = new SslStream(sent);
        await Assert.ThrowsAnyAsync<IOException>(() => client.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = name }, TestContext.Current.CancellationToken));
        return sent.Bytes;
    }

    /// <summary>Keeps what is written and answers with the end of the stream.</summary>
    private sealed class FirstWrite : MemoryStream
    {
        public byte[] Bytes { get; private set; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Bytes = [.. Bytes, .. buffer.ToArray()];
            return ValueTask.CompletedTask;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(0);
    }
}
