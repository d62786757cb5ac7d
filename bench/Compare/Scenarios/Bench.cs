using System.Globalization;
using FromScratch.Compare.Driving;
using FromScratch.Compare.Servers;
using FromScratch.LoadGen.Reporting;

namespace FromScratch.Compare.Scenarios;

/// <summary>Both programs and the sizes of a comparison.</summary>
/// <param name="Ours">Our server.</param>
/// <param name="Peer">The peer, or null when it is not installed.</param>
/// <param name="Seconds">Measured seconds per round and side.</param>
/// <param name="Rounds">How often each side is measured, in turn.</param>
/// <param name="Threads">Server threads.</param>
/// <param name="Say">Takes progress lines.</param>
public sealed record Bench(ServerProgram Ours, ServerProgram? Peer, double Seconds, int Rounds, int Threads, Action<string> Say)
{
    private const int WarmupSeconds = 1;

    /// <summary>How long a log the recovery scenario writes.</summary>
    public int LogMegabytes { get; init; }

    public IEnumerable<ServerProgram> Programs => Peer is null ? [Ours] : [Ours, Peer];

    public string Timing => string.Create(CultureInfo.InvariantCulture, $"--warmup {WarmupSeconds} --duration {Seconds}");

    /// <summary>How long one side is under load in all rounds together.</summary>
    public double LoadSeconds => Rounds * (WarmupSeconds + Seconds);

    /// <summary>Of the time under load, what is measured.</summary>
    public double MeasuredShare => Seconds / (WarmupSeconds + Seconds);

    /// <summary>
    /// Starts every program, prepares each once, then measures them in turn (A B A B). The idle side only costs memory meanwhile.
    /// </summary>
    public async Task<IReadOnlyList<Side>> AlternateAsync(
        IServerSettings settings, string prepare, string measure, CancellationToken cancellation)
    {
        var servers = new List<ServerProcess>();
        try
        {
            foreach (var program in Programs)
            {
                servers.Add(await ServerProcess.StartAsync(program, settings, cancellation));
                await LoadClient.RunAsync(servers[^1], prepare, cancellation);
            }
            return await AlternateAsync(servers, measure, cancellation);
        }
        finally
        {
            foreach (var server in servers)
                await server.DisposeAsync();
        }
    }

    /// <summary>Measures running servers in turn; memory is the peak that each has reached.</summary>
    public async Task<IReadOnlyList<Side>> AlternateAsync(
        IReadOnlyList<ServerProcess> servers, string measure, CancellationToken cancellation)
    {
        var reports = servers.Select(_ => new List<LoadReport>()).ToList();
        for (var round = 1; round <= Rounds; round++)
        {
            for (var i = 0; i < servers.Count; i++)
            {
                var report = await LoadClient.RunAsync(servers[i], measure, cancellation);
                reports[i].Add(report);
                Say(RoundLine(round, servers[i], report));
            }
        }
        return [.. servers.Select((server, i) => new Side(server.Program.Name, reports[i], reports[i][^1].ServerPeakRssBytes))];
    }

    private static string RoundLine(int round, ServerProcess server, LoadReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"  round {round} {server.Program.Name,-18} {report.RequestsPerSecond,10:N0}/s"
        + $"  server CPU {report.ServerCpuUsPerRequest:F3} us/op  generator {report.GeneratorCpuUsPerRequest:F3} us/op");
}
