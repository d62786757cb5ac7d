using System.Text;

namespace FromScratch.Cache.Tests.Session;

public sealed class ProtocolChoiceTests
{
    private const string BinaryNoop = "\x80\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

    [Theory]
    [InlineData(ProtocolChoice.Auto, "mn\r\n", "MN\r\n")]
    [InlineData(ProtocolChoice.Ascii, "mn\r\n", "MN\r\n")]
    [InlineData(ProtocolChoice.Ascii, "\x80\r\n", "CLIENT_ERROR bad command line format\r\n")]
    public void The_text_protocol_is_spoken(ProtocolChoice choice, string request, string expected)
    {
        using var cache = new CacheUnderTest(options => options.Protocol = choice);
        using var client = cache.Connect();
        Assert.Equal(expected, client.Exchange(request));
    }

    [Theory]
    [InlineData(ProtocolChoice.Auto)]
    [InlineData(ProtocolChoice.Binary)]
    public void The_binary_protocol_is_spoken(ProtocolChoice choice)
    {
        using var cache = new CacheUnderTest(options => options.Protocol = choice);
        using var client = cache.Connect();
        var answer = Encoding.Latin1.GetBytes(client.Exchange(BinaryNoop));
        Assert.Equal(24, answer.Length);
        Assert.Equal(0x81, answer[0]);
    }
}
