using FromScratch.Core;
using FromScratch.Log.Files;
using FromScratch.Log.Segments;
using FromScratch.TestKit.Disks;
using Microsoft.Extensions.Time.Testing;

namespace FromScratch.Log.Tests.Segments;

/// <summary>A spare is made at leisure until somebody waits for it.</summary>
public sealed class SparePoolTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Two pieces of zeros, so that there is a pause between them; each looks as if it had taken an hour, and is followed by one.
    private readonly LogOptions _options = new() { Random = new SeededRandom(5), SegmentBytes = 512 << 10, PayloadBytesMax = 4000 };
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.FromHours(1) };
    private readonly ILogDirectory _files = new SimulatedDisk(new SeededRandom(1)).Mount();
    private readonly SparePool _pool;
    private readonly Thread _preparing;

    public SparePoolTests()
    {
        _pool = new SparePool(_files, _options);
        _preparing = new Thread(() => _pool.Prepare(_time));
    }

    public void Dispose()
    {
        _pool.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void Who_needs_a_spare_waits_for_the_one_that_is_made_and_ends_its_pauses()
    {
        StartPreparing();
        using var file = _pool.Take();
        Assert.True(_preparing.Join(Patience));
        Assert.Equal(0, _pool.Ready);
        Assert.Single(_files.List());
    }

    [Fact]
    public void A_recycled_file_ends_the_wait_as_well()
    {
        StartPreparing();
        using var other = _files.Create("other", _options.SegmentBytes);
        _pool.Add(other);
        Assert.Same(other, _pool.Take());
        Assert.True(_preparing.IsAlive);
        _pool.Closing();
        Assert.True(_preparing.Join(Patience));
    }

    [Fact]
    public void Closing_ends_the_pauses()
    {
        StartPreparing();
        Assert.False(_preparing.Join(50));
        _pool.Closing();
        Assert.True(_preparing.Join(Patience));
        Assert.Equal(1, _pool.Ready);
        _pool.Take().Dispose();
        _pool.Prepare(_time);
        Assert.Equal(1, _pool.Ready);
    }

    private void StartPreparing()
    {
        _preparing.Start();
        Assert.True(SpinWait.SpinUntil(() => _files.List().Count > 0, Patience));
    }
}
