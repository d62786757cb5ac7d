using FromScratch.Core;
using FromScratch.TestKit;
using FromScratch.TestKit.Disks;

namespace FromScratch.Log.Tests.Appending;

/// <summary>A whole log with its threads on a simulated disk.</summary>
internal sealed class LogUnderTest : IDisposable
{
    public LogUnderTest(
        LogDurability durability = LogDurability.Always, SimulatedDisk? disk = null, int queueBytesMax = 64 * 1024, bool starts = true)
    {
        Disk = disk ?? new SimulatedDisk(new SeededRandom(1));
        Options = new LogOptions
        {
            Random = new SeededRandom(5),
            Identity = 9,
            Durability = durability,
            SegmentBytes = 16 * 1024,
            PayloadBytesMax = 4000,
            QueueBytesMax = queueBytesMax,
        };
        Log = WriteAheadLog.Open(Disk.Mount(), Options, Listener, Time);
        if (starts)
            Log.Start();
    }

    public SimulatedDisk Disk { get; }

    public LogOptions Options { get; }

    public TestTime Time { get; } = new();

    public RecordingListener Listener { get; } = new();

    public WriteAheadLog Log { get; }

    /// <summary>Appends entries whose payload is their index in decimal; the first refusal ends it.</summary>
    public AppendResult Append(int count, ulong term = 1, int bytes = 0)
    {
        for (var i = 0; i < count; i++)
        {
            var result = Log.TryAppend(term, 1, Payload(Log.LastIndex + 1, bytes), out _);
            if (result != AppendResult.Appended)
                return result;
        }

        return AppendResult.Appended;
    }

    public static byte[] Payload(ulong index, int bytes = 0) =>
        System.Text.Encoding.ASCII.GetBytes(index.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(bytes, '.'));

    /// <summary>Appends, flushes and waits until it is committed.</summary>
    public void Commit(int count, ulong term = 1, int bytes = 0)
    {
        Assert.Equal(AppendResult.Appended, Append(count, term, bytes));
        Log.Flush();
        var last = Log.LastIndex;
        Listener.WaitUntil(listener => listener.CommittedIndex >= last);
    }

    /// <summary>Every entry as (term, payload), from the disk, after a power cut or after a close.</summary>
    public List<(ulong Index, ulong Term, string Payload)> Reopen(bool cutPower)
    {
        if (cutPower)
            Disk.CutPower();
        else
            Disk.KillProcess();
        using var log = WriteAheadLog.Open(Disk.Mount(), Options, new RecordingListener(), Time);
        var entries = new List<(ulong, ulong, string)>();
        using var cursor = log.Read(log.FirstIndex);
        while (cursor.TryRead(out var entry))
            entries.Add((entry.Index, entry.Term, System.Text.Encoding.ASCII.GetString(entry.Payload)));
        return entries;
    }

    public void Dispose() => Log.Dispose();
}
