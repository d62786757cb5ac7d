using System.Buffers;
using System.Net;
using System.Text;
using FromScratch.Core;
using FromScratch.Protocols.Proxy;
using FromScratch.TestKit;

namespace FromScratch.Protocols.Tests.Proxy;

/// <summary>The PROXY protocol, both versions.</summary>
public sealed class ProxyHeaderTests
{
    [Theory]
    [InlineData("192.0.2.1", "198.51.100.2", 1)]
    [InlineData("192.0.2.1", "198.51.100.2", 2)]
    [InlineData("2001:db8::1", "2001:db8::2", 1)]
    [InlineData("2001:db8::1", "2001:db8::2", 2)]
    public void What_is_written_is_read_at_every_split(string from, string to, int version)
    {
        var source = new IPEndPoint(IPAddress.Parse(from), 56324);
        var destination = new IPEndPoint(IPAddress.Parse(to), 443);
        var output = new ArrayBufferWriter<byte>();
        if (version == 1)
            ProxyHeaderWriter.WriteV1(output, source, destination);
        else
            ProxyHeaderWriter.WriteV2(output, source, destination);
        byte[] header = output.WrittenSpan.ToArray();
        for (var length = 0; length < header.Length; length++)
            Assert.Equal(DecodeStatus.NeedMore, ProxyHeader.Read(header.AsSpan(0, length), out _, out _));
        Assert.Equal(DecodeStatus.Done, ProxyHeader.Read([.. header, .. "GET"u8], out var read, out var consumed));
        Assert.Equal((source, header.Length), (read, consumed));
    }

    [Fact]
    public void The_worked_example_of_the_page_is_right()
    {
        var output = new ArrayBufferWriter<byte>();
        ProxyHeaderWriter.WriteV2(output, IPEndPoint.Parse("192.0.2.1:56324"), IPEndPoint.Parse("198.51.100.2:443"));
        Assert.Equal("0D0A0D0A000D0A515549540A2111000CC0000201C6336402DC0401BB", Convert.ToHexString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n")]
    public void An_unknown_client_is_that_of_the_connection(string line)
    {
        Assert.Equal(DecodeStatus.Done, ProxyHeader.Read(Encoding.ASCII.GetBytes(line), out var source, out var consumed));
        Assert.Equal((null, line.Length), (source, consumed));
        var local = new ArrayBufferWriter<byte>();
        ProxyHeaderWriter.WriteV2(local, null, null);
        Assert.Equal(DecodeStatus.Done, ProxyHeader.Read(local.WrittenSpan, out source, out consumed));
        Assert.Equal((null, 16), (source, consumed));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 1\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 1 2 3\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 01 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 65536 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2 198.51.100.2 1 2\r\n")]
    [InlineData("PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n")]
    [InlineData("PROXY TCP6 192.0.2.1 198.51.100.2 1 2\r\n")]
    [InlineData("PROXY TCP6 fe80::1%eth0 fe80::2 1 2\r\n")]
    [InlineData("PROXY TCP4  192.0.2.1 198.51.100.2 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 1 2\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\x31\x11\0\x0c")]
    public void Anything_else_is_invalid(string text) =>
        Assert.Equal(DecodeStatus.Invalid, ProxyHeader.Read(Encoding.Latin1.GetBytes(text), out _, out _));

    [Fact]
    public void Fields_behind_the_addresses_are_skipped()
    {
        var header = Convert.FromHexString("0D0A0D0A000D0A515549540A2111000FC0000201C6336402DC0401BB0400AA");
        Assert.Equal(DecodeStatus.Done, ProxyHeader.Read(header, out var source, out var consumed));
        Assert.Equal((IPEndPoint.Parse("192.0.2.1:56324"), header.Length), (source, consumed));
    }

    [Fact]
    public void No_bytes_are_too_strange() => Seeds.ForEach(2_000, random =>
    {
        var bytes = new byte[random.NextInt32(1, 200)];
        random.Fill(bytes);
        if (random.Chance(0.5))
            Convert.FromHexString("0D0A0D0A000D0A515549540A").AsSpan(0, Math.Min(12, bytes.Length)).CopyTo(bytes);
        else if (random.Chance(0.5))
            "PROXY TCP4 "u8[..Math.Min(11, bytes.Length)].CopyTo(bytes);
        var status = ProxyHeader.Read(bytes, out _, out var consumed);
        Assert.InRange(consumed, 0, bytes.Length);
        Assert.True(status == DecodeStatus.Done || consumed == 0);
    });
}
