using System.Runtime.InteropServices;

namespace FromScratch.Hosting.Lifetime;

/// <summary>SIGUSR1 ends a server as SIGTERM does: it is how memcached's operators ask for a planned end. Not on Windows.</summary>
internal static class RestartSignal
{
    /// <summary>SIGUSR1 as the system numbers it; the runtime has no name for it.</summary>
    private static readonly PosixSignal User1 = (PosixSignal)(OperatingSystem.IsLinux() ? 10 : 30);

    public static IDisposable? Listen(Action stop) => OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(User1, signal =>
    {
        signal.Cancel = true;
        stop();
    });
}
