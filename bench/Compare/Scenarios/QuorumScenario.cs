using System.Globalization;
using FromScratch.Compare.Driving;
using FromScratch.Compare.Servers;
using FromScratch.LoadGen.Reporting;

namespace FromScratch.Compare.Scenarios;

/// <summary>
/// Three nodes of ours, each write on a majority of disks before its answer, beside one Redis that syncs every write and beside three
/// nodes of etcd. All of it on this machine and its one disk; the CPU of all three nodes counts. etcd is driven through gRPC by .NET's
/// client, whose own cost is in the table: on few processors it takes from etcd what it takes.
/// </summary>
public sealed class QuorumScenario : IScenario
{
    private const string Population = "--keys 100000 --value-size 100";

    public string Name => "quorum";

    public string Description => "three nodes, majority, beside one Redis with appendfsync always and three nodes of etcd";

    public async Task<IReadOnlyList<Comparison>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        using var data = new DataDirectory();
        await using var group = await KeyValueGroup.StartAsync(bench.Ours, data.Root, bench.Threads, cancellation);
        await group.RunAsync($"{Population} --prefill --requests 0 --pipeline 16", 1, cancellation);
        var redis = await BesideRedisAsync(bench, group, data.Root, cancellation);
        return [.. redis, .. await BesideEtcdAsync(bench, group, data.Root, cancellation)];
    }

    private static async Task<IReadOnlyList<Comparison>> BesideRedisAsync(
        Bench bench, KeyValueGroup group, string dataRoot, CancellationToken cancellation)
    {
        if (bench.Peer is not { } program)
            return [];
        var settings = new KeyValueSettings("always", dataRoot, bench.Threads);
        await using var redis = await ServerProcess.StartAsync(program, settings, cancellation);
        await LoadClient.RunAsync(redis, $"{Population} --prefill --requests 0 --pipeline 16", cancellation);
        var found = new List<Comparison>();
        foreach (var (name, load) in new[]
        {
            ("quorum-set-50", "--ratio 1:0 --connections 50"),
            ("quorum-set-50-p16", "--ratio 1:0 --connections 50 --pipeline 16"),
            ("quorum-set-1", "--ratio 1:0 --connections 1"),
            ("quorum-get-50", "--ratio 0:1 --connections 50"),
        })
        {
            var (ours, theirs) = (new List<LoadReport>(), new List<LoadReport>());
            for (var round = 0; round < bench.Rounds; round++)
            {
                ours.Add(await group.RunAsync($"{Population} {load} {bench.Timing}", bench.MeasuredShare, cancellation));
                theirs.Add(await LoadClient.RunAsync(redis, $"{Population} {load} {bench.Timing}", cancellation));
                Say(bench, name, ours[^1], theirs[^1]);
            }

            found.Add(Compare(name, ours, "redis", theirs));
        }

        return found;
    }

    private static async Task<IReadOnlyList<Comparison>> BesideEtcdAsync(
        Bench bench, KeyValueGroup group, string dataRoot, CancellationToken cancellation)
    {
        if (EtcdGroup.FindProgram() is not { } program)
        {
            bench.Say("  etcd is not installed: not compared");
            return [];
        }

        await using var etcd = await EtcdGroup.StartAsync(program, dataRoot, cancellation);
        var found = new List<Comparison>();
        foreach (var (name, clients, isRead) in new[]
        {
            ("quorum-set-64", 64, false),
            ("quorum-set-one", 1, false),
            ("quorum-get-64", 64, true),
        })
        {
            var (ours, theirs) = (new List<LoadReport>(), new List<LoadReport>());
            var load = string.Create(CultureInfo.InvariantCulture, $"--connections {clients} --ratio {(isRead ? "0:1" : "1:0")}");
            for (var round = 0; round < bench.Rounds; round++)
            {
                ours.Add(await group.RunAsync($"{Population} {load} {bench.Timing}", bench.MeasuredShare, cancellation));
                theirs.Add(await EtcdLoad.RunAsync(etcd.LeaderPort, clients, isRead, bench.Seconds, () => etcd.CpuSeconds, cancellation));
                Say(bench, name, ours[^1], theirs[^1]);
            }

            found.Add(Compare(name, ours, "etcd", theirs) with { Peer = new Side("etcd", theirs, etcd.ResidentBytes) });
        }

        return found;
    }

    private static Comparison Compare(string name, List<LoadReport> ours, string peer, List<LoadReport> theirs) => new(
        name, new Side("3 x fromscratch-kv", ours, ours[^1].ServerPeakRssBytes), new Side(peer, theirs, theirs[^1].ServerPeakRssBytes), []);

    private static void Say(Bench bench, string name, LoadReport ours, LoadReport theirs) => bench.Say(string.Create(
        CultureInfo.InvariantCulture,
        $"  {name,-18} ours {ours.RequestsPerSecond,9:N0}/s {ours.ServerCpuUsPerRequest,7:F1} us/op   "
        + $"theirs {theirs.RequestsPerSecond,9:N0}/s {theirs.ServerCpuUsPerRequest,7:F1} us/op "
        + $"(generator {theirs.GeneratorCpuUsPerRequest:F1} us/op)"));
}
