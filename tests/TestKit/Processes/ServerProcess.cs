using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace FromScratch.TestKit.Processes;

/// <summary>
/// A real process under test: started with its output collected, waited for by a line it prints, ended by signal or kill. Disposing
/// kills it when it still runs, so a failing test leaves nothing behind.
/// </summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly ProcessOutput _output;

    private ServerProcess(Process process)
    {
        _process = process;
        _output = new ProcessOutput(process);
    }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Standard output and error so far, in the order the lines came.</summary>
    public string Output => _output.Text;

    /// <summary>Standard error alone.</summary>
    public string Errors => _output.ErrorText;

    /// <summary>Processor time used so far, user and system.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts <paramref name="file"/>; standard input is closed at once.</summary>
    public static ServerProcess Start(
        string file,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null)
    {
        var info = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            info.Environment[name] = value;
        var process = Process.Start(info) ?? throw new InvalidOperationException($"{file} did not start.");
        process.StandardInput.Close();
        return new ServerProcess(process);
    }

    /// <summary>Runs a program to its end and returns exit code and output.</summary>
    public static async Task<ProcessResult> RunAsync(string file, IEnumerable<string> arguments, TimeSpan? timeout = null)
    {
        await using var process = Start(file, arguments);
        var code = await process.WaitForExitAsync(timeout);
        return new ProcessResult(code, process.Output, process.Errors);
    }

    /// <summary>The first output line, past or future, that matches.</summary>
    /// <exception cref="InvalidOperationException">The process ended or the time was over before it; the
    /// message has the output.</exception>
    public async Task<Match> WaitForLineAsync([StringSyntax(StringSyntaxAttribute.Regex)] string pattern, TimeSpan? timeout = null)
    {
        try
        {
            return await _output.WaitForAsync(new Regex(pattern, RegexOptions.CultureInvariant)).WaitAsync(timeout ?? WaitMax);
        }
        catch (Exception cause) when (cause is TimeoutException or EndOfStreamException)
        {
            throw new InvalidOperationException($"No line matched /{pattern}/ ({cause.Message}). Output:\n{Output}", cause);
        }
    }

    /// <summary>Asks the process to end (SIGTERM).</summary>
    public void Terminate() => Signal(SigTerm);

    /// <summary>Sends a signal by its Linux or macOS number.</summary>
    public void Signal(int number) => Signal(Pid, number);

    /// <summary>The same to a process that one started here has left behind.</summary>
    public static void Signal(int pid, int number)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("Signals need Linux or macOS; skip the test here.");
        if (SendSignal(pid, number) != 0)
            throw new InvalidOperationException($"Signal {number} to {pid}: error {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>Ends the process without warning (SIGKILL) and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await WaitForExitAsync();
    }

    /// <summary>Exit code, once the process has ended and all its output is read.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? timeout = null)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(timeout ?? WaitMax);
        }
        catch (TimeoutException cause)
        {
            throw new InvalidOperationException($"Process {Pid} still runs after {timeout ?? WaitMax}. Output:\n{Output}", cause);
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}

public readonly record struct ProcessResult(int ExitCode, string Output, string Errors);
