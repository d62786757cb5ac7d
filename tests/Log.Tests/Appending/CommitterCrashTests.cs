using FromScratch.Core;
using FromScratch.Log.Appending;
using FromScratch.Log.Segments;
using FromScratch.TestKit;
using FromScratch.TestKit.Disks;

namespace FromScratch.Log.Tests.Appending;

/// <summary>
/// What the flusher does, without its thread and thus the same every time: one history, with the power cut in each of its operations
/// in turn.
/// </summary>
public sealed class CommitterCrashTests
{
    private static readonly LogOptions Options = new()
    {
        Random = new SeededRandom(5),
        SegmentBytes = 8 * 1024,
        PayloadBytesMax = 3000,
        QueueBytesMax = 16 * 1024,
    };

    [Fact]
    public void Whatever_was_told_as_committed_is_there_wherever_the_power_is_cut()
    {
        var unharmed = new SimulatedDisk(new SeededRandom(3));
        Live(unharmed, new RecordingListener());
        Assert.InRange(unharmed.Operations, 50, 1000);
        for (var crashAt = 1; crashAt <= unharmed.Operations; crashAt++)
        {
            var disk = new SimulatedDisk(new SeededRandom((ulong)crashAt)) { CrashAtOperation = crashAt };
            var listener = new RecordingListener();
            try
            {
                Live(disk, listener);
            }
            catch (SimulatedCrashException)
            {
                // While opening; later it arrives as the log's failure.
            }

            disk.CutPower();
            using var store = LogStore.Open(disk.Mount(), Options);
            Assert.True(store.LastIndex >= listener.CommittedIndex, $"operation {crashAt}: {store.LastIndex} < {listener.CommittedIndex}");
            using var cursor = new LogCursor(store, store.FirstIndex);
            while (cursor.TryRead(out var entry))
                Assert.True(entry.Payload.SequenceEqual(Payload(entry.Index)), $"operation {crashAt}: entry {entry.Index}");
        }
    }

    private static void Live(SimulatedDisk disk, RecordingListener listener)
    {
        using var store = LogStore.Open(disk.Mount(), Options);
        var queue = new AppendQueue(Options, store.LastIndex, store.LastTerm);
        var committer = new LogCommitter(store, queue, new CommitSignal(listener, store.LastIndex), LogDurability.Always,
            new TestTime());
        for (var batch = 1; batch <= 25; batch++)
        {
            for (var i = 0; i < batch % 5; i++)
                queue.TryAppend(1, 1, Payload(queue.LastIndex + 1), out _);
            committer.WriteQueued();
            committer.Sync();
            Assert.True(store.Failure is not null || listener.CommittedIndex == queue.LastIndex);
        }

        committer.Close();
    }

    private static byte[] Payload(ulong index) => LogUnderTest.Payload(index, (int)(index * 379 % 2500));
}
