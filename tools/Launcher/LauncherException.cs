namespace FromScratch.Launcher;

/// <summary>A failure that the user is told in one line. Exit code 1: it did not work; 2: what was asked for is wrong.</summary>
internal sealed class LauncherException(string message, int exitCode = ExitCodes.Failed) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
