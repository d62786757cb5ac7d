using FromScratch.Protocols.Http;

namespace FromScratch.Protocols.Tests.Http;

public sealed class HttpHostTests
{
    [Theory]
    [InlineData("example.com", "example.com", -1, "example.com")]
    [InlineData("EXAMPLE.Com:8080", "EXAMPLE.Com", 8080, "example.com")]
    [InlineData("example.com.", "example.com.", -1, "example.com")]
    [InlineData("example.com.:80", "example.com.", 80, "example.com")]
    [InlineData("example.com:", "example.com", -1, "example.com")]
    [InlineData("a_b-c.d~e", "a_b-c.d~e", -1, "a_b-c.d~e")]
    [InlineData("192.0.2.1:0", "192.0.2.1", 0, "192.0.2.1")]
    [InlineData("localhost:65535", "localhost", 65535, "localhost")]
    [InlineData("[::1]", "[::1]", -1, "[::1]")]
    [InlineData("[2001:DB8::1]:443", "[2001:DB8::1]", 443, "[2001:db8::1]")]
    [InlineData("[::ffff:192.0.2.1]", "[::ffff:192.0.2.1]", -1, "[::ffff:192.0.2.1]")]
    public void A_host_is_split_and_normalised(string text, string host, int port, string normal)
    {
        var bytes = HttpText.Bytes(text);
        Assert.True(HttpHost.TrySplit(bytes, out var place, out var foundPort));
        Assert.Equal((host, port), (HttpText.Text(place, bytes), foundPort));
        Span<byte> room = stackalloc byte[HttpHost.NameBytesMax];
        Assert.True(HttpHost.TryNormalize(bytes, room, out var written));
        Assert.Equal(normal, HttpText.Text(room[..written]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData(".")]
    [InlineData(".a")]
    [InlineData("a..b")]
    [InlineData("a..")]
    [InlineData("a:b")]
    [InlineData("a:-1")]
    [InlineData("a:+80")]
    [InlineData("a:65536")]
    [InlineData("a:080808")]
    [InlineData("a:80:80")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("a/b")]
    [InlineData("a%41")]
    [InlineData("u@a")]
    [InlineData("a\\b")]
    [InlineData("\u00e9")]
    [InlineData("::1")]
    [InlineData("[]")]
    [InlineData("[::1")]
    [InlineData("[::1]x")]
    [InlineData("[::1]]")]
    [InlineData("[1.2.3.4]")]
    [InlineData("[::1%1]")]
    [InlineData("[v1.a]")]
    [InlineData("[:::1]")]
    [InlineData("[1:2:3:4:5:6:7:8:9]")]
    public void No_host_is_none(string text)
    {
        Assert.False(HttpHost.TrySplit(HttpText.Bytes(text), out _, out _));
        Assert.False(HttpHost.TryNormalize(HttpText.Bytes(text), new byte[HttpHost.NameBytesMax], out _));
    }

    [Fact]
    public void A_name_has_255_bytes_at_most()
    {
        Assert.True(HttpHost.TrySplit(HttpText.Bytes(new string('a', 255)), out _, out _));
        Assert.False(HttpHost.TrySplit(HttpText.Bytes(new string('a', 256)), out _, out _));
        Assert.False(HttpHost.TryNormalize(HttpText.Bytes("abc"), new byte[2], out _));
    }

    [Theory]
    [InlineData("/a/b", false)]
    [InlineData("/", false)]
    [InlineData("", false)]
    [InlineData("/a.b/..c/.d/...", false)]
    [InlineData("/%2", false)]
    [InlineData("/%2f", false)]
    [InlineData("/.", true)]
    [InlineData("/a/..", true)]
    [InlineData("/a/../b", true)]
    [InlineData("/a/./b", true)]
    [InlineData("/a/%2e%2E/b", true)]
    [InlineData("/a/.%2e", true)]
    [InlineData("/%2E/b", true)]
    public void Dot_segments_are_found(string path, bool has) => Assert.Equal(has, HttpPath.HasDotSegments(HttpText.Bytes(path)));

    [Theory]
    [InlineData("/a%20b%2F", true)]
    [InlineData("/", true)]
    [InlineData("/%", false)]
    [InlineData("/%2", false)]
    [InlineData("/%zz/%20", false)]
    [InlineData("/%20%g0", false)]
    public void Percent_encoding_is_checked(string path, bool isWell) => Assert.Equal(isWell, HttpPath.IsWellEncoded(HttpText.Bytes(path)));
}
