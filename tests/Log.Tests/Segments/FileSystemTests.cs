using FromScratch.Core;
using FromScratch.Log.Files;
using FromScratch.Log.Segments;
using FromScratch.TestKit;

namespace FromScratch.Log.Tests.Segments;

/// <summary>The store on the file system that the tests run on.</summary>
public sealed class FileSystemTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Entries_are_there_after_closing_cutting_and_opening_again()
    {
        var options = new LogOptions { Random = new SeededRandom(1), SegmentBytes = 16 * 1024, PayloadBytesMax = 1000 };
        using (var files = new FileSystemDirectory(_directory.Path))
        using (var store = LogStore.Open(files, options))
        {
            for (var i = 0; i < 50; i++)
                store.Append(1, new byte[900]);
            store.Sync();
            store.TruncatePrefix(20);
            store.TruncateSuffix(40);
            store.Append(2, [1, 2, 3]);
            store.Close();
        }

        using (var files = new FileSystemDirectory(_directory.Path))
        using (var store = LogStore.Open(files, options))
        {
            Assert.InRange(store.FirstIndex, 2UL, 20UL);
            Assert.Equal((41UL, 2UL), (store.LastIndex, store.LastTerm));
            Assert.Equal([1, 2, 3], store.ReadAll()[^1].Payload);
        }
    }

    [Fact]
    public void A_second_user_of_the_directory_is_refused()
    {
        using var first = new FileSystemDirectory(_directory.Path);
        var error = Assert.Throws<IOException>(() => new FileSystemDirectory(_directory.Path));
        Assert.Contains("another process uses this log", error.Message);
    }

    [Fact]
    public void Files_are_created_read_renamed_and_deleted()
    {
        using var files = new FileSystemDirectory(_directory.Path);
        using (var file = files.Create("a", 4096))
        {
            file.Write(10, [1, 2, 3]);
            file.Sync();
            files.Rename(file, "b");
            files.Sync();
            Assert.Equal(("b", 13L), (file.Name, file.Length));
            var read = new byte[10];
            Assert.Equal(3, file.Read(10, read));
            Assert.Equal([1, 2, 3], read[..3]);
        }

        Assert.Throws<IOException>(() => files.Create("b", 0));
        files.Delete("b");
        Assert.Equal(["LOCK"], files.List());
    }

    [Fact]
    public void A_full_device_is_told_from_other_errors()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no device that is always full");
        using var full = FileSystemFile.Open("/dev", "full");
        Assert.Throws<DiskFullException>(() => full.Write(0, new byte[10]));
    }
}
