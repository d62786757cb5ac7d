using FromScratch.Core;
using FromScratch.Group.Wire;
using FromScratch.TestKit;

namespace FromScratch.Group.Tests.Wire;

public sealed class FrameTests
{
    private const uint Seed = 0xC0FFEE;
    private static readonly FrameLimits s_limits = new(4096, 1024, 2048);

    [Fact]
    public void Frames_come_out_as_they_went_in_however_they_are_cut()
    {
        (FrameKind Kind, byte[] Body)[] sent = [(FrameKind.Ping, new byte[8]), (FrameKind.Append, Body(300)),
            (FrameKind.Message, Body(80)), (FrameKind.Pong, [])];
        Fragmenter.ForEachCut(Encode(Seed, sent), pieces => Assert.Equal(sent.Length, Check(pieces, sent)));
    }

    [Fact]
    public void A_prefix_of_a_frame_needs_more()
    {
        foreach (var prefix in Fragmenter.ProperPrefixes(Encode(Seed, (FrameKind.Message, Body(80)))))
        {
            var codec = new FrameCodec(Seed);
            Assert.Equal(DecodeStatus.NeedMore, codec.TryRead(prefix, s_limits.Of, out _, out _, out _));
        }
    }

    [Fact]
    public void Every_flipped_bit_is_seen()
    {
        var good = Encode(Seed, (FrameKind.Append, Body(60)));
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var bad = (byte[])good.Clone();
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            var codec = new FrameCodec(Seed);
            Assert.NotEqual(DecodeStatus.Done, codec.TryRead(bad, s_limits.Of, out _, out _, out _));
        }
    }

    [Fact]
    public void A_repeated_a_swapped_a_lost_and_a_foreign_frame_are_refused()
    {
        var first = Encode(Seed, (FrameKind.Ping, new byte[8]));
        var both = Encode(Seed, (FrameKind.Ping, new byte[8]), (FrameKind.Ping, new byte[8]));
        var second = both[first.Length..];
        Assert.Equal((1, true), Run(Seed, [.. first, .. first]));
        Assert.Equal((0, true), Run(Seed, [.. second, .. first]));
        Assert.Equal((0, true), Run(Seed, second));
        Assert.Equal((0, true), Run(Seed + 1, first));
        Assert.Equal((2, false), Run(Seed, both));
    }

    [Theory]
    [InlineData((byte)FrameKind.Ping, 257)]
    [InlineData((byte)FrameKind.Append, 4097)]
    [InlineData((byte)FrameKind.ForwardRequest, 1025)]
    [InlineData((byte)FrameKind.SnapshotChunk, 2049)]
    [InlineData((byte)FrameKind.Hello, 1)]
    [InlineData(0, 0)]
    [InlineData(99, 0)]
    [InlineData((byte)FrameKind.Append, int.MaxValue)]
    [InlineData((byte)FrameKind.Append, -1)]
    public void A_length_that_the_kind_may_not_have_is_refused_by_the_header_alone(byte kind, int length)
    {
        var header = new byte[FrameCodec.HeaderBytes];
        BitConverter.TryWriteBytes(header, length);
        header[4] = kind;
        var codec = new FrameCodec(Seed);
        Assert.Equal(DecodeStatus.Invalid, codec.TryRead(header, s_limits.Of, out _, out _, out _));
    }

    [Fact]
    public void Garbage_is_never_a_frame() => Seeds.ForEach(300, random =>
    {
        var bytes = new byte[random.NextInt32(2000)];
        random.Fill(bytes);
        if (bytes.Length > 8 && random.Chance(0.7))
        {
            BitConverter.TryWriteBytes(bytes, random.NextInt32(200));
            (bytes[4], bytes[5], bytes[6], bytes[7]) = ((byte)random.NextInt32(40), 0, 0, 0);
        }

        var codec = new FrameCodec(Seed);
        Assert.NotEqual(DecodeStatus.Done, codec.TryRead(bytes, s_limits.Of, out _, out _, out _));
    });

    internal static byte[] Body(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];

    internal static byte[] Encode(uint seed, params (FrameKind Kind, byte[] Body)[] frames)
    {
        var codec = new FrameCodec(seed);
        var bytes = new List<byte>();
        foreach (var (kind, body) in frames)
        {
            byte[] frame = [.. new byte[FrameCodec.HeaderBytes], .. body];
            codec.Seal(frame, kind);
            bytes.AddRange(frame);
        }

        return [.. bytes];
    }

    private static int Check(IReadOnlyList<byte[]> pieces, (FrameKind Kind, byte[] Body)[] sent)
    {
        var codec = new FrameCodec(Seed);
        var held = new List<byte>();
        var count = 0;
        foreach (var piece in pieces)
        {
            held.AddRange(piece);
            while (codec.TryRead(held.ToArray(), s_limits.Of, out var kind, out var body, out var consumed) is var status
                && status == DecodeStatus.Done)
            {
                Assert.Equal(sent[count].Kind, kind);
                Assert.Equal(sent[count++].Body, body.ToArray());
                held.RemoveRange(0, consumed);
            }
        }

        Assert.Empty(held);
        return count;
    }

    private static (int Frames, bool IsInvalid) Run(uint seed, byte[] bytes)
    {
        var codec = new FrameCodec(seed);
        var (at, frames) = (0, 0);
        while (at < bytes.Length)
        {
            if (codec.TryRead(bytes.AsSpan(at), s_limits.Of, out _, out _, out var consumed) != DecodeStatus.Done)
                return (frames, true);
            at += consumed;
            frames++;
        }

        return (frames, false);
    }
}
