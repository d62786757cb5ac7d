using FromScratch.Protocols.Resp;
using FromScratch.TestKit;

namespace FromScratch.Protocols.Tests.Resp;

public sealed class InlineRequestTests
{
    [Theory]
    [InlineData("ping", "ping")]
    [InlineData("  set \t k  v ", "set|k|v")]
    [InlineData("echo 'a\\'b'", "echo|a'b")]
    [InlineData("echo 'a\"\\n\\x41'", "echo|a\"\\n\\x41")]
    [InlineData("echo \"\\x41\\n\\r\\t\\b\\a\\q\\x4g\\\"\\\\\"", "echo|A\n\r\t\b\aqx4g\"\\")]
    [InlineData("echo \"\\xfF\\x00\"", "echo|\xff\0")]
    [InlineData("echo \"\\x4\"", "echo|x4")]
    [InlineData("echo a\"b c\"", "echo|ab c")]
    [InlineData("echo a'b c' d", "echo|ab c|d")]
    [InlineData("\"\" ''", "|")]
    [InlineData("echo a\vb \"c\"\vd", "echo|a\vb|c|d")]
    [InlineData("\vping\v", "ping\v")]
    [InlineData("echo a\rb", "echo|a|b")]
    [InlineData("echo \\n", "echo|\\n")]
    public void Quotes_and_escapes_are_read_as_Redis_does(string line, string arguments) => Fragmenter.ForEachCut(line + "\r\n", pieces =>
    {
        var (requests, error) = Wire.Decode(pieces, RequestLimits.Default);
        Assert.Equal("", error);
        Assert.Equal(arguments.Split('|'), Assert.Single(requests));
    });

    [Fact]
    public void A_line_may_have_64_KiB()
    {
        var line = "echo ".PadRight(RequestLimits.LineBytesMax - 2, 'x') + "\r\n";
        var (requests, error) = Wire.Decode([Wire.Bytes(line)], RequestLimits.Default);
        Assert.Equal("", error);
        Assert.Equal(RequestLimits.LineBytesMax - 7, Assert.Single(requests)[1].Length);
    }
}
