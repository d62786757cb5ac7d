using FromScratch.Core;
using FromScratch.Log;
using FromScratch.Replication;
using FromScratch.TestKit;
using FromScratch.TestKit.Disks;

namespace FromScratch.Group.Tests.Cluster;

/// <summary>A group of one, on a simulated disk and a clock that stands still.</summary>
public sealed class AloneTests
{
    private readonly SimulatedDisk _disk = new(new SeededRandom(1));
    private readonly RecordingLogger _log = new();

    [Fact]
    public async Task It_leads_when_open_returns_and_needs_no_time()
    {
        var (machine, group) = Open();
        await using (group)
        {
            Assert.True(group.Role.IsLeader);
            Assert.Equal(1UL, group.Role.Term);
            group.Start();
            Propose(group, "one");
            await UntilAsync(() => machine.Values() is ["one"], "it is applied");
            await UntilAsync(group.TryLeaseRead, "reads need nobody else");
        }

        var (again, second) = Open();
        await using (second)
        {
            Assert.Equal(2UL, second.Role.Term);
            second.Start();
            await UntilAsync(() => again.Values() is ["one"], "what was committed is there");
        }
    }

    [Fact]
    public async Task Everything_durable_survives_a_power_cut_at_any_operation()
    {
        for (var at = 1; at < 120; at += 3)
        {
            var disk = new SimulatedDisk(new SeededRandom((ulong)at)) { CrashAtOperation = at };
            var kept = 0;
            try
            {
                var (machine, group) = Open(disk);
                group.Start();
                for (var i = 0; i < 8 && group.Failure is null; i++)
                {
                    Propose(group, $"{i}");
                    var wanted = i + 1;
                    await UntilAsync(() => machine.Values().Length >= wanted || group.Failure is not null, "it is kept or has failed");
                    kept = machine.Values().Length;
                }

                disk.KillProcess();
                await group.DisposeAsync();
            }
            catch (Exception error) when (error is SimulatedCrashException or IOException)
            {
                disk.KillProcess();
            }

            disk.CutPower();
            var (restarted, second) = Open(disk);
            await using (second)
            {
                second.Start();
                await UntilAsync(() => restarted.Values().Length >= kept, $"{kept} values are there after a cut at operation {at}");
            }
        }
    }

    [Fact]
    public async Task A_directory_of_another_node_is_refused()
    {
        var (_, group) = Open();
        await group.DisposeAsync();
        var error = Assert.Throws<IOException>(() => Open(name: "other"));
        Assert.Contains("belongs to node 'solo'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_without_a_meta_file_is_refused()
    {
        var (_, group) = Open();
        await group.DisposeAsync();
        var directory = _disk.Mount();
        foreach (var name in directory.List().Where(name => name.StartsWith("meta-", StringComparison.Ordinal)).ToList())
            directory.Delete(name);
        Assert.Contains("no meta file", Assert.Throws<IOException>(() => Open()).Message, StringComparison.Ordinal);
    }

    private static void Propose(ReplicationGroup group, string value)
    {
        group.TryPropose(1, System.Text.Encoding.UTF8.GetBytes(value), 0, out _);
        group.Flush();
    }

    private (ListMachine Machine, ReplicationGroup Group) Open(SimulatedDisk? disk = null, string name = "solo")
    {
        var directory = (disk ?? _disk).Mount();
        var machine = new ListMachine(directory);
        var options = new GroupOptions
        {
            NodeName = name,
            Random = new SeededRandom(5),
            Replica = new ReplicaOptions { Id = 0 },
            Log = new LogOptions
            {
                Random = new SeededRandom(6),
                SegmentBytes = 64 * 1024,
                PayloadBytesMax = 1024,
                QueueBytesMax = 64 * 1024,
            },
        };
        var group = ReplicationGroup.Open(options, directory, machine, machine.Load(), new TestTime(), _log);
        machine.Group = group;
        return (machine, group);
    }

    private async Task UntilAsync(Func<bool> isSo, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20), $"{what}\n{_log}");
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }
}
