using FromScratch.Core;
using FromScratch.Protocols.Resp;
using FromScratch.TestKit;

namespace FromScratch.Protocols.Tests.Resp;

public sealed class RequestDecoderTests
{
    [Fact]
    public void A_pipeline_is_read_alike_however_it_is_cut()
    {
        string[][] expected =
        [
            ["SET", "key", "a value\r\nof two lines"], ["PING"], [""], ["GET", new string('k', 300)],
            ["echo", "quoted words"], [], ["MGET", .. Enumerable.Range(0, 40).Select(n => $"k{n}")], ["PING"],
        ];
        var wire = Wire.Multibulk(expected[0]) + Wire.Multibulk(expected[1]) + Wire.Multibulk(expected[2]) + Wire.Multibulk(expected[3])
            + "echo \"quoted words\"\r\n" + "\r\n" + Wire.Multibulk(expected[6]) + "PING\n";
        Fragmenter.ForEachCut(wire, pieces =>
        {
            var (requests, error) = Wire.Decode(pieces, RequestLimits.Default);
            Assert.Equal("", error);
            Assert.Equal(expected, requests);
        });
    }

    [Theory]
    [InlineData("*0\r\n")]
    [InlineData("*-1\r\n")]
    [InlineData("*-9223372036854775808\r\n")]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("  \t \r\n")]
    public void An_empty_request_is_done_and_has_no_arguments(string wire)
    {
        using var decoder = new RespRequestDecoder();
        Assert.Equal(DecodeStatus.Done, decoder.Decode(Wire.Bytes(wire + "PING\r\n"), RequestLimits.Default, out var request));
        Assert.Equal(0, request.Count);
        Assert.Equal(wire.Length, request.WireLength);
    }

    [Theory]
    [InlineData("*1\rx$4\rxPINGxx")]
    [InlineData("*1\r\n$4\r\nPINGxx")]
    public void The_bytes_behind_carriage_returns_and_arguments_are_not_looked_at(string wire) =>
        Fragmenter.ForEachCut(wire + "*1\r\n$4\r\nPING\r\n", pieces =>
        {
            var (requests, error) = Wire.Decode(pieces, RequestLimits.Default);
            Assert.Equal("", error);
            Assert.Equal([["PING"], ["PING"]], requests);
        });

    [Theory]
    [InlineData("", 0)]
    [InlineData("*2\r\n", 0)]
    [InlineData("*2\r\n$3\r\n", 13)]
    [InlineData("*2\r\n$3\r\nSET\r\n$536870912\r\n", 25 + 536870912 + 2)]
    public void Need_more_says_how_many_bytes_help(string wire, int wanted)
    {
        using var decoder = new RespRequestDecoder();
        Assert.Equal(DecodeStatus.NeedMore, decoder.Decode(Wire.Bytes(wire), RequestLimits.Default, out var request));
        Assert.Equal(wanted, request.BytesWanted);
    }

    [Fact]
    public void A_million_arguments_in_small_pieces_are_looked_at_once()
    {
        const int count = RequestLimits.ElementsMaxDefault;
        var wire = Wire.Bytes($"*{count}\r\n" + string.Concat(Enumerable.Repeat("$1\r\nx\r\n", count)));
        using var decoder = new RespRequestDecoder();
        for (var length = 0; length < wire.Length; length += 50)
            Assert.Equal(DecodeStatus.NeedMore, decoder.Decode(wire.AsSpan(0, length), RequestLimits.Default, out _));
        Assert.Equal(DecodeStatus.Done, decoder.Decode(wire, RequestLimits.Default, out var request));
        Assert.Equal(count, request.Count);
        Assert.Equal("x"u8, request[count - 1]);
        Assert.Equal(wire.Length, request.WireLength);
    }

    [Fact]
    public void What_was_read_already_is_not_read_again()
    {
        using var decoder = new RespRequestDecoder();
        var wire = Wire.Bytes(Wire.Multibulk("SET", "key", "value"));
        Assert.Equal(DecodeStatus.NeedMore, decoder.Decode(wire.AsSpan(0, 22), RequestLimits.Default, out _));
        wire[0] = wire[4] = wire[13] = (byte)'!';
        Assert.Equal(DecodeStatus.Done, decoder.Decode(wire, RequestLimits.Default, out var request));
        Assert.Equal(["SET", "key", "value"], Wire.Arguments(request));
    }

    [Fact]
    public void Clients_that_have_not_logged_in_may_send_ten_arguments_of_16_KiB()
    {
        string[] largest = ["AUTH", .. Enumerable.Repeat(new string('x', 16384), 9)];
        var (requests, error) = Wire.Decode([Wire.Bytes(Wire.Multibulk(largest))], RequestLimits.Unauthenticated);
        Assert.Equal("", error);
        Assert.Equal(largest, Assert.Single(requests));
    }

    [Fact]
    public void Limits_are_those_of_the_moment()
    {
        using var decoder = new RespRequestDecoder();
        var eleven = Wire.Bytes(Wire.Multibulk([.. Enumerable.Repeat("x", 11)]));
        Assert.Equal(DecodeStatus.Done, decoder.Decode("AUTH secret\r\n"u8, RequestLimits.Unauthenticated, out _));
        Assert.Equal(DecodeStatus.Done, decoder.Decode(eleven, RequestLimits.Default, out _));
        Assert.Equal(DecodeStatus.Invalid, decoder.Decode(eleven, RequestLimits.Unauthenticated, out _));
    }

    [Fact]
    public void Ordinary_requests_are_read_without_allocation()
    {
        using var decoder = new RespRequestDecoder();
        var set = Wire.Bytes(Wire.Multibulk("SET", "key", "value", "EX", "100"));
        var many = Wire.Bytes(Wire.Multibulk([.. Enumerable.Repeat("x", 500)]));
        var limits = RequestLimits.Default;
        void Round()
        {
            decoder.Decode(set, limits, out _);
            decoder.Decode(set.AsSpan(0, 20), limits, out _);
            decoder.Decode(set, limits, out _);
            decoder.Decode("set key 'a value'\r\n"u8, limits, out _);
            decoder.Decode(many, limits, out _);
        }

        Assert.Equal(0, Allocations.OfThread(Round));
    }
}
