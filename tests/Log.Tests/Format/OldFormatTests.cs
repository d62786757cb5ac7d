using FromScratch.Core;
using FromScratch.Log.Files;
using FromScratch.Log.Tests.Appending;
using FromScratch.TestKit;

namespace FromScratch.Log.Tests.Format;

/// <summary>Logs as former versions wrote them, kept in Fixtures: they must be read for ever.</summary>
public sealed class OldFormatTests
{
    /// <summary>For a new version: FROMSCRATCH_WRITE_FIXTURE=v2 writes the directory; then it is committed and never changed.</summary>
    private const string WriteVariable = "FROMSCRATCH_WRITE_FIXTURE";

    private static readonly LogOptions Options = new()
    {
        Random = new SeededRandom(1),
        Identity = 0xF00D,
        SegmentBytes = 8 * 1024,
        PayloadBytesMax = 2000,
    };

    private static string Fixture(string version) => Path.Combine(SourceTree.Root, "tests", "Log.Tests", "Fixtures", version);

    [Theory]
    [InlineData("v1")]
    public void A_log_of_a_former_version_is_read_exactly_and_goes_on(string version)
    {
        if (Environment.GetEnvironmentVariable(WriteVariable) == version)
            Write(Fixture(version));
        using var copy = new TempDirectory();
        foreach (var file in Directory.GetFiles(Fixture(version)))
            File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));

        using var files = new FileSystemDirectory(copy.Path);
        using var log = WriteAheadLog.Open(files, Options, new RecordingListener(), TimeProvider.System);
        Assert.Equal((1UL, 9UL, 3UL, 2), (log.FirstIndex, log.LastIndex, log.LastTerm, log.Recovered.Segments));
        Assert.Null(log.Recovered.TornFile);
        using var cursor = log.Read(1);
        for (var index = 1UL; index <= 9; index++)
        {
            Assert.True(cursor.TryRead(out var entry));
            Assert.Equal((index, TermOf(index), (byte)(index * 10)), (entry.Index, entry.Term, entry.Tag));
            Assert.True(entry.Payload.SequenceEqual(PayloadOf(index)), $"entry {index}");
        }

        Assert.False(cursor.TryRead(out _));
        Assert.Equal(AppendResult.Appended, log.TryAppend(4, 1, "new"u8, out var next));
        log.Sync();
        Assert.Equal((10UL, 10UL), (next, log.DurableIndex));
    }

    private static ulong TermOf(ulong index) => index < 4 ? 1UL : index < 7 ? 2UL : 3UL;

    private static byte[] PayloadOf(ulong index) => [.. Enumerable.Range(0, (int)(index - 1) * 150).Select(i => (byte)((ulong)i * index))];

    private static void Write(string directory)
    {
        using (var files = new FileSystemDirectory(directory))
        using (var log = WriteAheadLog.Open(files, Options, new RecordingListener(), TimeProvider.System))
        {
            for (var index = 1UL; index <= 9; index++)
            {
                Assert.Equal(AppendResult.Appended, log.TryAppend(TermOf(index), (byte)(index * 10), PayloadOf(index), out _));
                log.Sync();
            }
        }

        foreach (var file in Directory.GetFiles(directory).Where(file => !file.EndsWith(".log", StringComparison.Ordinal)))
            File.Delete(file);
    }
}
