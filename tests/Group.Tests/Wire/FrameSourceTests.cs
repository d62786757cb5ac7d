using FromScratch.Group.Links;
using FromScratch.Group.Wire;

namespace FromScratch.Group.Tests.Wire;

public sealed class FrameSourceTests
{
    private const uint Seed = 7;

    [Fact]
    public void It_tells_of_each_part_of_a_frame_but_the_last()
    {
        var bytes = FrameTests.Encode(Seed, (FrameKind.Append, new byte[1000]), (FrameKind.Ping, new byte[8]));
        var parts = 0;
        var source = new FrameSource(new Trickle(bytes, pieceBytes: 100), new Counters(), () => parts++);
        source.Use(new FrameCodec(Seed), new FrameLimits(4096, 1024, 2048).Of, bufferBytes: 0);
        Assert.True(source.TryRead(out var kind, out var body));
        Assert.Equal((FrameKind.Append, 1000), (kind, body.Length));
        // Of the first piece it cannot know yet whether it is all.
        var pieces = (FrameCodec.HeaderBytes + 1000 + 99) / 100;
        Assert.Equal(pieces - 2, parts);
        Assert.True(source.TryRead(out kind, out _));
        Assert.Equal(FrameKind.Ping, kind);
        Assert.False(source.TryRead(out _, out _));
    }

    /// <summary>Gives no more than a few bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes, int pieceBytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, pieceBytes));
    }
}
