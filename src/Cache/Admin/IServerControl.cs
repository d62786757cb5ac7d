namespace FromScratch.Cache.Admin;

/// <summary>What operators' commands may ask of the process around the cache.</summary>
public interface IServerControl
{
    /// <summary>
    /// Begins to stop and returns at once. Graceful: connections drain and items are kept where a memory file
    /// is configured (memcached's SIGUSR1).
    /// </summary>
    void Shutdown(bool graceful);

    /// <summary>
    /// Reads the certificate files again. Null when the new ones serve from now on, otherwise why the old ones stay, in one line.
    /// </summary>
    string? RefreshCertificates();

    /// <param name="level">0 to 3, as -v, -vv and -vvv.</param>
    void SetVerbosity(int level);

    ProcessInfo ReadProcess();
}

/// <summary>The process as the operating system sees it.</summary>
/// <param name="UserTime">Processor time spent in the program.</param>
/// <param name="SystemTime">Processor time spent in the kernel on its behalf.</param>
public readonly record struct ProcessInfo(int Pid, TimeSpan UserTime, TimeSpan SystemTime);
