using FromScratch.Core;
using FromScratch.Log.Files;
using FromScratch.Log.Segments;
using FromScratch.TestKit;

namespace FromScratch.Log.Tests.Segments;

/// <summary>Files whose end is kept in memory until it is synced.</summary>
public sealed class TailTests : IDisposable
{
    private const int FileBytes = 3 * TailBuffer.RingBytes;
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_is_read_is_what_was_written_wherever_it_is() => Seeds.ForEach(3, random =>
    {
        var expected = new byte[FileBytes];
        using var file = NewFile($"a{random.Seed}");
        var at = 1 + random.NextInt32(9000);
        file.Write(0, Fill(expected, 0, at, random));
        file.Sync();
        file.BeginTail(at);
        while (at < FileBytes - 200_000)
        {
            // Padding is written over by what comes next.
            var from = at - random.NextInt32(Math.Min(at, 4096));
            from = random.NextInt32(4) == 0 ? Math.Max(from, at & -4096) : at;
            var length = random.NextInt32(random.NextInt32(8) == 0 ? 200_000 : 3000);
            file.Write(from, Fill(expected, from, length, random));
            at = Math.Max(at, from + length);
            if (random.NextInt32(3) == 0)
                file.Sync();
            for (var reads = 0; reads < 3; reads++)
                AssertReads(file, expected, random.NextInt32(at), random.NextInt32(70_000), at);
            AssertReads(file, expected, Math.Max(0, at - random.NextInt32(2 * TailBuffer.RingBytes)), 5000, at);
        }

        file.EndTail();
        AssertReads(file, expected, 0, at, at);
        using var again = FileSystemFile.Open(_directory.Path, file.Name);
        AssertReads(again, expected, 0, at, at);
    });

    [Fact]
    public void A_write_longer_than_what_memory_holds_is_taken_whole()
    {
        var expected = new byte[FileBytes];
        using var file = NewFile("a");
        file.BeginTail(100);
        file.Write(100, Fill(expected, 100, FileBytes - 5000, new SeededRandom(1)));
        file.Sync();
        using var again = FileSystemFile.Open(_directory.Path, file.Name);
        AssertReads(again, expected, 0, FileBytes - 4900, FileBytes);
    }

    [Fact]
    public void A_file_that_was_synced_needs_nothing_more_to_be_read_elsewhere()
    {
        using var file = NewFile("a");
        file.BeginTail(4096);
        file.Write(4096, [1, 2, 3]);
        file.Sync();
        file.Write(4099, [4, 5, 6]);
        using var again = FileSystemFile.Open(_directory.Path, file.Name);
        var read = new byte[6];
        Assert.Equal(6, again.Read(4096, read));
        Assert.Equal([1, 2, 3], read[..3]);
        file.Sync();
        Assert.Equal(6, again.Read(4096, read));
        Assert.Equal([1, 2, 3, 4, 5, 6], read);
    }

    [Fact]
    public void A_log_that_is_not_closed_has_all_that_was_synced() => Seeds.ForEach(3, random =>
    {
        var path = Path.Combine(_directory.Path, $"log{random.Seed}");
        var options = new LogOptions { Random = random, SegmentBytes = 1 << 20, PayloadBytesMax = 100_000 };
        var synced = 0UL;
        for (var life = 0; life < 4; life++)
        {
            using var files = new FileSystemDirectory(path);
            using var store = LogStore.Open(files, options);
            Assert.InRange(store.LastIndex, synced, ulong.MaxValue);
            Assert.Equal((int)store.LastIndex, store.ReadAll().Count);
            for (var i = 0; i < 100; i++)
            {
                store.Append(1, new byte[random.NextInt32(random.NextInt32(5) == 0 ? 60_000 : 300)]);
                if (random.NextInt32(3) != 0)
                    continue;
                store.Sync();
                synced = store.LastIndex;
            }

            Assert.Equal((int)store.LastIndex, store.ReadAll().Count);
        }
    });

    private FileSystemFile NewFile(string name)
    {
        var file = FileSystemFile.Create(_directory.Path, name, FileBytes);
        file.Write(0, new byte[FileBytes]);
        file.Sync();
        return file;
    }

    private static ReadOnlySpan<byte> Fill(byte[] expected, int at, int length, SeededRandom random)
    {
        for (var i = at; i < at + length; i++)
            expected[i] = (byte)random.NextInt32(256);
        return expected.AsSpan(at, length);
    }

    private static void AssertReads(ILogFile file, byte[] expected, int at, int length, int end)
    {
        length = Math.Min(length, end - at);
        var read = new byte[length];
        Assert.Equal(length, file.Read(at, read));
        Assert.True(read.AsSpan().SequenceEqual(expected.AsSpan(at, length)), $"{length} bytes at {at} of {end}");
    }
}
