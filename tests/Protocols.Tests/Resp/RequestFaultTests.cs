using FromScratch.Core;
using FromScratch.Protocols.Resp;
using FromScratch.TestKit;

namespace FromScratch.Protocols.Tests.Resp;

public sealed class RequestFaultTests
{
    [Theory]
    [InlineData("*x\r\n", "invalid multibulk length")]
    [InlineData("*\r\n", "invalid multibulk length")]
    [InlineData("*01\r\n", "invalid multibulk length")]
    [InlineData("*+1\r\n", "invalid multibulk length")]
    [InlineData("* 1\r\n", "invalid multibulk length")]
    [InlineData("*1048577\r\n", "invalid multibulk length")]
    [InlineData("*2147483648\r\n", "invalid multibulk length")]
    [InlineData("*99999999999999999999\r\n", "invalid multibulk length")]
    [InlineData("*1\r\nx\r\n", "expected '$', got 'x'")]
    [InlineData("*1\r\n\r\r\n", "expected '$', got ' '")]
    [InlineData("*1\r\n\n\r\n", "expected '$', got ' '")]
    [InlineData("*1\r\n\x80\r\n", "expected '$', got '\x80'")]
    [InlineData("*2\r\n$3\r\nGET\r\n:3\r\n", "expected '$', got ':'")]
    [InlineData("*1\r\n$\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$-1\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$01\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$1x\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$536870913\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$2147483648\r\n", "invalid bulk length")]
    [InlineData("\"ping\r\n", "unbalanced quotes in request")]
    [InlineData("ping \"a\"b\r\n", "unbalanced quotes in request")]
    [InlineData("ping 'a'b\r\n", "unbalanced quotes in request")]
    [InlineData("ping a\\\"b\r\n", "unbalanced quotes in request")]
    [InlineData("ping \"a\\\"\r\n", "unbalanced quotes in request")]
    [InlineData("ping 'a\\'\r\n", "unbalanced quotes in request")]
    [InlineData("ping \"a\\\r\n", "unbalanced quotes in request")]
    public void A_protocol_error_has_Redis_words_however_it_is_cut(string wire, string words) =>
        Fragmenter.ForEachCut("PING\r\n" + wire, pieces =>
        {
            var (requests, error) = Wire.Decode(pieces, RequestLimits.Default);
            Assert.Equal([["PING"]], requests);
            Assert.Equal($"-ERR Protocol error: {words}\r\n", error);
        });

    [Theory]
    [InlineData("*11\r\n", "unauthenticated multibulk length")]
    [InlineData("*2147483647\r\n", "unauthenticated multibulk length")]
    [InlineData("*2147483648\r\n", "invalid multibulk length")]
    [InlineData("*1\r\n$16385\r\n", "unauthenticated bulk length")]
    [InlineData("*1\r\n$536870912\r\n", "unauthenticated bulk length")]
    [InlineData("*1\r\n$536870913\r\n", "invalid bulk length")]
    public void A_client_that_has_not_logged_in_is_held_to_tiny_limits(string wire, string words) => Fragmenter.ForEachCut(wire, pieces =>
        Assert.Equal($"-ERR Protocol error: {words}\r\n", Wire.Decode(pieces, RequestLimits.Unauthenticated).Error));

    [Theory]
    [InlineData("", 'a', "too big inline request")]
    [InlineData("a\0", 'a', "too big inline request")]
    [InlineData("*", '1', "too big mbulk count string")]
    [InlineData("*\0", '1', "too big mbulk count string")]
    [InlineData("*1\r\n$", '1', "too big bulk count string")]
    public void A_line_of_more_than_64_KiB_is_given_up(string start, char rest, string words)
    {
        var lineStart = start.LastIndexOf('\n') + 1;
        var longest = start.PadRight(lineStart + RequestLimits.LineBytesMax, rest);
        Assert.Equal("", Wire.Decode([Wire.Bytes(longest)], RequestLimits.Default).Error);

        var error = $"-ERR Protocol error: {words}\r\n";
        Assert.Equal(error, Wire.Decode([Wire.Bytes(longest + rest)], RequestLimits.Default).Error);
        Assert.Equal(error, Wire.Decode([Wire.Bytes(longest), Wire.Bytes(rest + "\r\n")], RequestLimits.Default).Error);
        Assert.Equal(error, Wire.Decode([Wire.Bytes(longest + rest + "\r\n")], RequestLimits.Default).Error);
    }

    [Fact]
    public void A_zero_byte_hides_the_line_end() =>
        Assert.Empty(Wire.Decode([Wire.Bytes("ping\0\r\nping\r\n")], RequestLimits.Default).Requests);

    [Fact]
    public void A_request_of_more_than_a_gigabyte_is_refused_without_a_word()
    {
        var limits = new RequestLimits(10, int.MaxValue, Authenticated: true);
        using var decoder = new RespRequestDecoder();
        Assert.Equal(DecodeStatus.Invalid, decoder.Decode("*1\r\n$2147483647\r\n"u8, limits, out var request));
        Assert.Equal(RequestFaultKind.TooBigRequest, request.Fault.Kind);
        Assert.Equal("", Wire.Error(request.Fault));
    }
}
