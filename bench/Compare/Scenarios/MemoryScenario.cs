using System.Globalization;
using FromScratch.Compare.Driving;
using FromScratch.Compare.Servers;

namespace FromScratch.Compare.Scenarios;

/// <summary>
/// Stores three times more than fits at -m 64, then asks for every key: what can really be read back counts as held, the server's
/// own curr_items stands beside it. Keys are 20 bytes.
/// </summary>
public sealed class MemoryScenario : IScenario
{
    private const int MemoryMegabytes = 64;
    private const int KeyBytes = 20;
    private const int Overfill = 3;
    private const int KeysPerGet = 100;

    public string Name => "memory";

    public string Description => "items held and process memory at -m 64 for 30, 100 and 1000-byte values";

    public async Task<IReadOnlyList<Comparison>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        var comparisons = new List<Comparison>();
        foreach (var valueBytes in (int[])[30, 100, 1000])
        {
            var held = new List<Held>();
            foreach (var program in bench.Programs)
                held.Add(await FillAsync(bench, program, valueBytes, cancellation));
            var peer = held.ElementAtOrDefault(1);
            comparisons.Add(new Comparison($"memory-{valueBytes}", held[0].Side, peer?.Side, peer is null ? [] : [
                ("items_ratio", held[0].Readable / peer.Readable),
                ("curr_items_ratio", held[0].CurrentItems / peer.CurrentItems)]));
        }
        return comparisons;
    }

    private static async Task<Held> FillAsync(Bench bench, ServerProgram program, int valueBytes, CancellationToken cancellation)
    {
        var keys = (long)Overfill * MemoryMegabytes * 1024 * 1024 / (valueBytes + KeyBytes) / KeysPerGet * KeysPerGet;
        var population = $"--keys {keys} --key-size {KeyBytes} --value-size {valueBytes} --key-distribution scan --warmup 0";
        var server = await ServerProcess.StartAsync(program, new CacheSettings(MemoryMegabytes, bench.Threads), cancellation);
        await using (server)
        {
            var fill = await LoadClient.RunAsync(server, $"{population} --ratio 1:0 --pipeline 16 --requests {keys}", cancellation);
            var items = await ServerStats.ReadAsync(server, "curr_items", cancellation);
            var read = await LoadClient.RunAsync(
                server, $"{population} --ratio 0:1 --multiget {KeysPerGet} --connections 4 --requests {keys / KeysPerGet}", cancellation);
            var note = string.Create(
                CultureInfo.InvariantCulture,
                $"{read.Hits:N0} of {keys:N0} readable, curr_items {items:N0}, {fill.Refused:N0} sets refused");
            bench.Say($"  {valueBytes,4} bytes {program.Name,-18} {note}");
            return new Held(new Side(program.Name, [fill], fill.ServerRssBytes, note), read.Hits, items);
        }
    }

    private sealed record Held(Side Side, double Readable, double CurrentItems);
}
