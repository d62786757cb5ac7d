using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FromScratch.Launcher.Processes;

/// <summary>Ends a process, politely or not. Windows knows only the second way.</summary>
internal static partial class Signals
{
    private const int Terminate = 15;
    private const int KillNow = 9;

    /// <summary>SIGTERM: drain and exit.</summary>
    public static void Stop(int pid)
    {
        if (OperatingSystem.IsWindows())
            KillTree(pid);
        else
            _ = Send(pid, Terminate);
    }

    /// <summary>SIGKILL, to whatever the process started in its own session too.</summary>
    public static void Kill(int pid)
    {
        if (OperatingSystem.IsWindows())
        {
            KillTree(pid);
            return;
        }

        // A process that is no group leader has no group of its own number; then the first call finds nobody.
        _ = Send(-pid, KillNow);
        _ = Send(pid, KillNow);
    }

    private static void KillTree(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill(entireProcessTree: true);
        }
        catch (ArgumentException)
        {
            // Already gone, which is what was wanted.
            return;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Send(int pid, int signal);
}
