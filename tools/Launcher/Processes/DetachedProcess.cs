using System.ComponentModel;
using System.Diagnostics;

namespace FromScratch.Launcher.Processes;

/// <summary>
/// Starts a program that outlives this one: in a session of its own (no Ctrl-C or hang-up of our terminal reaches it), with no input, and
/// with its output appended to a log file.
/// </summary>
internal static class DetachedProcess
{
    // exec keeps the pid, so the pid we see is the program's. Without setsid (macOS) the terminal's signals are ignored instead.
    private const string UnixScript =
        """
        log=$1; shift
        exec </dev/null >>"$log" 2>&1
        if command -v setsid >/dev/null; then exec setsid "$@"; fi
        trap '' HUP INT
        exec "$@"
        """;

    /// <summary>The pid of the started program.</summary>
    /// <exception cref="LauncherException">It cannot be started.</exception>
    public static int Start(string command, IReadOnlyList<string> args, IReadOnlyDictionary<string, string> environment, string workingDirectory,
        string logFile)
    {
        var start = OperatingSystem.IsWindows() ? WindowsStart(command, args, logFile) : UnixStart(command, args, logFile);
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        start.WorkingDirectory = workingDirectory;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!.Id;
        }
        catch (Win32Exception e)
        {
            throw new LauncherException($"{command} cannot be started: {e.Message}");
        }
    }

    private static ProcessStartInfo UnixStart(string command, IReadOnlyList<string> args, string logFile) =>
        new("/bin/sh", ["-c", UnixScript, "sh", logFile, command, .. args]);

    private static ProcessStartInfo WindowsStart(string command, IReadOnlyList<string> args, string logFile) => new("cmd.exe")
    {
        Arguments = $"/d /s /c \"{string.Join(' ', args.Prepend(command).Select(Quote))} >> {Quote(logFile)} 2>&1 <nul\"",
    };

    private static string Quote(string text) => $"\"{text}\"";
}
