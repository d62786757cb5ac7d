using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FromScratch.Hosting.Unix;

/// <summary>
/// Running in the background (-d). The runtime cannot fork, so the program starts itself once more: the child leaves the terminal's
/// session, tells its parent when it is ready, and the parent ends with status 0, or with the child's own words and status when the
/// start failed. The child has pipes to its parent from the start, and never the terminal: the runtime keeps copies of the descriptors
/// that it begins with, which nobody could take away later, and whoever waits for the end of their output would wait for the daemon's.
/// </summary>
public static partial class Daemon
{
    private const string ChildMark = "FROMSCRATCH_DAEMON_CHILD";
    private const string ReadyLine = "ready";
    private const int OpenReadWrite = 2;

    /// <summary>True in the process that is to serve in the background.</summary>
    public static bool IsChild => Environment.GetEnvironmentVariable(ChildMark) is not null;

    /// <summary>
    /// In the parent: starts the child with the same arguments and waits until it is ready or has failed. Returns the exit code.
    /// </summary>
    public static int StartChild(string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        start.Environment[ChildMark] = "1";
        using var child = Process.Start(start)!;
        child.StandardInput.Close();
        child.ErrorDataReceived += static (_, error) =>
        {
            if (error.Data is { } line)
                Console.Error.WriteLine(line);
        };
        child.BeginErrorReadLine();
        while (child.StandardOutput.ReadLine() is { } line)
        {
            if (line == ReadyLine)
                return 0;
            Console.WriteLine(line);
        }

        child.WaitForExit();
        return child.ExitCode;
    }

    /// <summary>In the child, once it serves: releases the parent and leaves its session. What it says from now on nobody hears.</summary>
    public static void ReportReady()
    {
        Console.WriteLine(ReadyLine);
        Console.Out.Flush();
        if (OperatingSystem.IsWindows())
            return;
        _ = SetSid(); // fails only for a process that already leads a session
        var nothing = Open("/dev/null", OpenReadWrite);
        for (var descriptor = 0; nothing >= 0 && descriptor <= 2; descriptor++)
            _ = Dup2(nothing, descriptor);
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSid();

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Dup2(int from, int to);
}
