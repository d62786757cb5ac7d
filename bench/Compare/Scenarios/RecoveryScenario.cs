using System.Globalization;
using FromScratch.Compare.Driving;
using FromScratch.Compare.Servers;
using FromScratch.LoadGen.Reporting;

namespace FromScratch.Compare.Scenarios;

/// <summary>
/// Writes a log, kills the server and measures the time from its next start to its first good answer; neither side has compacted its
/// log. As many keys as before must be there, and those looked at must have their bytes.
/// </summary>
public sealed class RecoveryScenario : IScenario
{
    private const string Population = "--keys 1000000 --value-size 100";

    /// <summary>What one set of this population takes in Redis's log.</summary>
    private const int BytesPerSet = 153;

    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(5);

    public string Name => "recovery";

    public string Description => "time to serve again after kill -9, by log alone (--log-mb)";

    public async Task<IReadOnlyList<Comparison>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        using var data = new DataDirectory();
        var recovered = new List<Recovered>();
        foreach (var program in bench.Programs)
            recovered.Add(await RecoverAsync(bench, program, data, cancellation));
        var peer = recovered.ElementAtOrDefault(1);
        return
        [
            new Comparison(
                Name, recovered[0].Side, peer?.Side, peer is null ? [] : [("recovery_time_ratio", recovered[0].Seconds / peer.Seconds)]),
        ];
    }

    private static async Task<Recovered> RecoverAsync(
        Bench bench, ServerProgram program, DataDirectory data, CancellationToken cancellation)
    {
        var settings = new KeyValueSettings("everysec", data.Root, bench.Threads, IsCompacting: false);
        var (fill, keys) = await FillAsync(bench, program, settings, cancellation);
        var megabytes = data.BytesOf(program) / 1048576.0;
        var seconds = new List<double>();
        long residentBytes = 0;
        for (var round = 1; round <= bench.Rounds; round++)
        {
            var server = await ServerProcess.StartAsync(program, settings, cancellation, ReadyMax);
            await using (server)
            {
                seconds.Add(server.StartUp.TotalSeconds);
                var found = await RespQuery.AskAsync(server.Port, "DBSIZE", cancellation);
                if (found != keys)
                    throw new CompareException($"{program.Name} had {keys} keys when it was killed and has {found} now");
                var read = await LoadClient.RunAsync(
                    server, $"{Population} --ratio 0:1 --pipeline 16 --warmup 0 --requests 100000", cancellation);
                residentBytes = read.ServerRssBytes;
            }
        }
        var median = Statistics.Median(seconds);
        var note = string.Create(
            CultureInfo.InvariantCulture,
            $"{median:F2} s for {megabytes:N0} MiB of log, {keys} keys, {median / megabytes * 1024:F1} s per GiB");
        bench.Say($"  {program.Name,-18} {note}");
        return new Recovered(new Side(program.Name, [fill], residentBytes, note), median);
    }

    /// <summary>Disposing the server kills it.</summary>
    private static async Task<(LoadReport Fill, string Keys)> FillAsync(
        Bench bench, ServerProgram program, KeyValueSettings settings, CancellationToken cancellation)
    {
        var sets = (long)bench.LogMegabytes * 1024 * 1024 / BytesPerSet;
        var server = await ServerProcess.StartAsync(program, settings, cancellation);
        await using (server)
        {
            var load = string.Create(CultureInfo.InvariantCulture, $"{Population} --ratio 1:0 --pipeline 16 --warmup 0 --requests {sets}");
            var fill = await LoadClient.RunAsync(server, load, cancellation);
            return (fill, await RespQuery.AskAsync(server.Port, "DBSIZE", cancellation));
        }
    }

    private sealed record Recovered(Side Side, double Seconds);
}
