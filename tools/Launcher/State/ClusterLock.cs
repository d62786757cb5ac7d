namespace FromScratch.Launcher.State;

/// <summary>Held while a verb changes what runs, so that two launchers do not start the same node twice. Gone with its process.</summary>
internal sealed class ClusterLock : IDisposable
{
    private const int WaitMsMax = 30_000;
    private const int RetryMs = 100;

    private readonly FileStream _file;

    private ClusterLock(FileStream file) => _file = file;

    /// <exception cref="LauncherException">Another launcher is busy for too long.</exception>
    public static async Task<ClusterLock> AcquireAsync(string directory, CancellationToken cancellation)
    {
        for (var waitedMs = 0; ; waitedMs += RetryMs)
        {
            try
            {
                return new ClusterLock(new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (waitedMs < WaitMsMax)
            {
                await Task.Delay(RetryMs, cancellation);
            }
            catch (IOException)
            {
                throw new LauncherException($"another launcher is changing this cluster (waited {WaitMsMax / 1000} s for {directory}/lock)");
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
