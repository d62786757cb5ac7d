namespace FromScratch.Transport.Connections;

/// <summary>
/// Memory that incomplete requests of all connections may hold together. Touched when a buffer is rented or grows, not per read.
/// </summary>
internal sealed class InputBudget(long bytesMax)
{
    private long _used;

    public long Used => Volatile.Read(ref _used);

    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= bytesMax)
            return true;
        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}
