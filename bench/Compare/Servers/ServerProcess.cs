using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace FromScratch.Compare.Servers;

/// <summary>A running server on a free loopback port. Disposing kills it by its process id and waits for its end.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(5);

    private readonly Process _process;

    private ServerProcess(ServerProgram program, Process process, int port)
    {
        Program = program;
        _process = process;
        Port = port;
    }

    public ServerProgram Program { get; }

    public int Port { get; }

    public int ProcessId => _process.Id;

    /// <summary>Spent so far.</summary>
    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Time from start to readiness: the first accepted connection, or the first good answer.</summary>
    public TimeSpan StartUp { get; private set; }

    /// <param name="program">What to start.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellation">Ends the wait, and the server.</param>
    /// <param name="readyMax">Time to become ready; 20 s when left out.</param>
    /// <exception cref="CompareException">The server ended or did not serve in time.</exception>
    public static async Task<ServerProcess> StartAsync(
        ServerProgram program, IServerSettings settings, CancellationToken cancellation, TimeSpan? readyMax = null)
    {
        var port = FreePort();
        var info = new ProcessStartInfo(program.FileName, program.Arguments(port, settings))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var clock = Stopwatch.StartNew();
        var process = Process.Start(info) ?? throw new CompareException($"{program.Path} did not start");
        var errors = new List<string>();
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.OutputDataReceived += (_, line) => Keep(errors, line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var server = new ServerProcess(program, process, port);
        try
        {
            await server.WaitUntilReadyAsync(settings, clock, readyMax ?? ReadyMax, errors, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(
        IServerSettings settings, Stopwatch clock, TimeSpan readyMax, List<string> output, CancellationToken cancellation)
    {
        while (true)
        {
            var why = "it does not serve";
            try
            {
                if (await settings.IsReadyAsync(Port, cancellation))
                {
                    StartUp = clock.Elapsed;
                    return;
                }
            }
            catch (Exception failure) when (failure is SocketException or IOException)
            {
                why = failure.Message;
            }
            if (_process.HasExited || clock.Elapsed > readyMax)
                throw new CompareException($"{Program.Path} is not ready: {why}; it said: {string.Join(" | ", output)}");
            await Task.Delay(RetryEvery, cancellation);
        }
    }

    /// <summary>The first lines are enough to say why a server did not start; the rest is drained.</summary>
    private static void Keep(List<string> lines, string? line)
    {
        const int LinesMax = 5;
        lock (lines)
        {
            if (line is not null && lines.Count < LinesMax)
                lines.Add(line);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
