using FromScratch.Core;
using FromScratch.Group.Members;
using FromScratch.Group.Meta;
using FromScratch.Log;
using FromScratch.Log.Files;
using FromScratch.Replication;
using FromScratch.TestKit;
using FromScratch.TestKit.Disks;

namespace FromScratch.Group.Tests.Cluster;

/// <summary>A crash between a snapshot that was put in its place and the log that shall begin behind it.</summary>
public sealed class InstallCrashTests
{
    private readonly SimulatedDisk _disk = new(new SeededRandom(1));

    [Fact]
    public async Task A_log_that_a_snapshot_was_about_to_replace_is_begun_anew()
    {
        await PrepareAsync(isInstalling: true);
        var (machine, group) = Open();
        await using (group)
        {
            Assert.Equal(["from the leader"], machine.Values());
            Assert.Equal(1001UL, group.FirstIndex);
            group.Start();
            group.TryPropose(1, "next"u8, 0, out var index);
            group.Flush();
            Assert.Equal(1002UL, index);
            await UntilAsync(() => machine.Values() is ["from the leader", "next"]);
        }
    }

    [Fact]
    public async Task At_any_other_time_it_means_that_files_are_missing()
    {
        await PrepareAsync(isInstalling: false);
        var before = _disk.Names.Order(StringComparer.Ordinal).ToArray();
        var error = Assert.ThrowsAny<IOException>(() => Open());
        Assert.Contains("1000", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _disk.Names.Order(StringComparer.Ordinal));
    }

    /// <summary>A log of a few entries, and beside it a snapshot of entry 1000.</summary>
    private async Task PrepareAsync(bool isInstalling)
    {
        var (machine, group) = Open();
        group.Start();
        group.TryPropose(1, "old"u8, 0, out _);
        group.Flush();
        await UntilAsync(() => machine.Values() is ["old"]);
        var members = group.MembersAt(1, out _);
        await group.DisposeAsync();
        using var directory = _disk.Mount();
        var meta = new MetaFile(directory).Read()!;
        if (isInstalling)
            new MetaFile(directory).Write(meta with { InstallingIndex = 1000, InstallingTerm = 1 });
        WriteSnapshot(directory, members);
    }

    private static void WriteSnapshot(ILogDirectory directory, MemberList members)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes($"1000 1 0 {Convert.ToHexString(members.Encode())}\nfrom the leader");
        using var file = directory.Create("list-00000000000003e8", bytes.Length);
        file.Write(0, bytes);
        file.Sync();
        directory.Sync();
    }

    private (ListMachine Machine, ReplicationGroup Group) Open()
    {
        var directory = _disk.Mount();
        var machine = new ListMachine(directory);
        var options = new GroupOptions
        {
            NodeName = "solo",
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
        var group = ReplicationGroup.Open(options, directory, machine, machine.Load(), new TestTime(), new RecordingLogger());
        machine.Group = group;
        return (machine, group);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20), "in vain");
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }
}
