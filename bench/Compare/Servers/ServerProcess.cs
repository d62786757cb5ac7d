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

    /// <summary>Time from start to the first accepted connection.</summary>
    public TimeSpan StartUp { get; private set; }

    /// <exception cref="CompareException">The server ended or did not accept a connection in time.</exception>
    public static async Task<ServerProcess> StartAsync(ServerProgram program, ServerSettings settings, CancellationToken cancellation)
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
            await server.WaitUntilReadyAsync(clock, errors, cancellation);
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
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(Stopwatch clock, List<string> output, CancellationToken cancellation)
    {
        while (true)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), cancellation);
                StartUp = clock.Elapsed;
                return;
            }
            catch (SocketException) when (!_process.HasExited && clock.Elapsed < ReadyMax)
            {
                await Task.Delay(RetryEvery, cancellation);
            }
            catch (SocketException failure)
            {
                throw new CompareException($"{Program.Path} is not ready: {failure.Message}; it said: {string.Join(" | ", output)}");
            }
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
