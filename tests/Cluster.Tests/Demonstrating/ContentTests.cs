using FromScratch.Demo.Content;
using FromScratch.Demo.Load;
using FromScratch.TestKit;
using FsCheck.Xunit;

namespace FromScratch.Cluster.Tests.Demonstrating;

public class ContentTests
{
    [Fact]
    public void Build_output_hidden_directories_and_links_are_left_alone()
    {
        using var outside = new TempDirectory();
        outside.Write("secret.txt", "outside");
        using var directory = new TempDirectory();
        directory.Write("a.txt", "inside");
        foreach (var skipped in new[] { ".git", "artifacts", "sub/obj" })
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(directory.File(skipped)).FullName, "x.txt"), "skipped");
        File.WriteAllText(directory.File("sub/b.txt"), "inside too");
        Directory.CreateSymbolicLink(directory.File("link"), outside.Path);
        File.CreateSymbolicLink(directory.File("file-link.txt"), outside.File("secret.txt"));

        var content = DirectoryContent.Read(directory.Path, TestContext.Current.CancellationToken);
        Assert.Equal(["a.txt", "sub/b.txt"], content.Chunks.Select(chunk => chunk.Key.Split(':')[^1]));
        Assert.Equal(16, content.Bytes);
    }

    [Fact]
    public void A_long_file_becomes_pieces_and_a_huge_one_is_counted_as_skipped()
    {
        using var directory = new TempDirectory();
        var bytes = new byte[(2 * ContentLimits.ChunkBytesMax) + 1];
        new Random(5).NextBytes(bytes);
        File.WriteAllBytes(directory.File("long"), bytes);
        directory.Write("empty", "");
        using (var huge = File.Create(directory.File("huge")))
            huge.SetLength(ContentLimits.FileBytesMax + 1);

        var content = DirectoryContent.Read(directory.Path, TestContext.Current.CancellationToken);
        Assert.Equal((2, 1), (content.FileCount, content.SkippedFileCount));
        var pieces = content.Chunks.Where(chunk => chunk.Key.EndsWith(":long")).ToList();
        Assert.Equal(3, pieces.Count);
        Assert.Equal(bytes, pieces.SelectMany(piece => piece.Content.ToArray()));
        Assert.Equal(content.Chunks.Count, content.Chunks.Select(chunk => chunk.Key).Distinct().Count());
    }

    [Property]
    public bool Every_path_gives_a_key_that_memcached_takes(FsCheck.NonNull<string> path, byte repeat, int offset, byte[] content)
    {
        var key = ChunkKey.Make(string.Concat(Enumerable.Repeat(path.Get, repeat)), Math.Abs((long)offset) > int.MaxValue ? 0 : Math.Abs(offset), content);
        return key.Length is > 0 and <= 250 && key.All(c => c is > ' ' and < '\x7f');
    }

    [Fact]
    public void A_zipf_stream_is_skewed_and_the_same_for_the_same_seed()
    {
        static int[] Draw(int seed)
        {
            var sampler = new ZipfSampler(1000, 0.99, seed);
            return [.. Enumerable.Range(0, 20_000).Select(_ => sampler.Next())];
        }

        var draws = Draw(7);
        Assert.Equal(draws, Draw(7));
        Assert.NotEqual(draws, Draw(8));
        Assert.All(draws, item => Assert.InRange(item, 0, 999));
        var counts = draws.GroupBy(item => item).Select(group => group.Count()).OrderDescending().ToList();
        // The harmonic sum of 1000 items at 0.99 is about 7.7, so the first gets 13 %.
        Assert.InRange(counts[0], 2200, 3000);
        Assert.True(counts.Take(100).Sum() > 12_000, "the hundred most popular items take most lookups");
    }
}
