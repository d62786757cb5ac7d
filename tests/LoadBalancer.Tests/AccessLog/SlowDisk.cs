using System.Collections.Concurrent;

namespace FromScratch.LoadBalancer.Tests.AccessLog;

/// <summary>Holds each write until it is let go, and notes their sizes.</summary>
internal sealed class SlowDisk : MemoryStream
{
    private readonly TaskCompletionSource _free = new();

    public BlockingCollection<int> Writes { get; } = [];

    public ManualResetEventSlim Writing { get; } = new();

    public bool IsFree
    {
        init
        {
            if (value)
                _free.TrySetResult();
        }
    }

    public bool IsFull { get; init; }

    public bool IsClosed { get; private set; }

    public void Free() => _free.TrySetResult();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Writing.Set();
        _free.Task.Wait();
        if (IsFull)
            throw new IOException("disk full");
        Writes.Add(buffer.Length);
    }

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        base.Dispose(disposing);
    }
}
