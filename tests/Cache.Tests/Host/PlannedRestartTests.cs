using FromScratch.TestKit;
using FromScratch.TestKit.Processes;

namespace FromScratch.Cache.Tests.Host;

/// <summary>-e FILE: what a planned end keeps, the next start has.</summary>
public sealed class PlannedRestartTests : IDisposable
{
    private const int SigTerm = 15;
    private const int SigUsr1 = 10;
    private readonly TempDirectory _directory = new();

    private string File => _directory.File("items");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(SigTerm)]
    [InlineData(SigUsr1)]
    public async Task Items_survive_with_values_flags_and_times_but_only_once(int signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux's signals");
        var large = new string('v', 900_000);
        await using (var first = await CacheProcess.StartAsync("-e", File))
        {
            using var client = first.Connect();
            Assert.Equal("STORED", client.Ask("set plain 7 0 5\r\nhello\r\n"));
            Assert.Equal("STORED", client.Ask("set timed 0 1000 2\r\nok\r\n"));
            Assert.Equal("STORED", client.Ask("set gone 0 -1 2\r\nno\r\n"));
            Assert.Equal("STORED", client.Ask($"set large 4294967295 0 {large.Length}\r\n{large}\r\n"));
            first.Process.Signal(signal);
            Assert.Equal(0, await first.Process.WaitForExitAsync());
            Assert.Contains($"kept 3 items in {File}", first.Process.Output);
        }

        await using (var second = await CacheProcess.StartAsync("-e", File))
        {
            Assert.Contains($"3 items are back from {File}, 0 had expired meanwhile", second.Process.Output);
            using var client = second.Connect();
            Assert.Equal("VA 5 f7 t-1", client.Ask("mg plain v f t\r\n"));
            Assert.Equal("hello", client.ReadLine());
            Assert.Matches("^VA 2 f0 t(9[89]\\d|1000)$", client.Ask("mg timed v f t\r\n"));
            Assert.Equal("ok", client.ReadLine());
            Assert.Equal("EN", client.Ask("mg gone v\r\n"));
            Assert.Equal("VA 900000 f4294967295", client.Ask("mg large v f\r\n"));
            Assert.Equal(large, client.ReadLine());
            Assert.False(System.IO.File.Exists(File));
            await second.Process.KillAsync();
        }

        await using var third = await CacheProcess.StartAsync("-e", File);
        using var last = third.Connect();
        Assert.Equal("EN", last.Ask("mg plain\r\n"));
    }

    [Fact]
    public async Task A_damaged_file_gives_back_what_stands_in_front_and_says_so()
    {
        await WriteItems(count: 100);
        var file = System.IO.File.ReadAllBytes(File);
        file[file.Length / 2] ^= 1;
        System.IO.File.WriteAllBytes(File, file);

        await using var cache = await CacheProcess.StartAsync("-e", File);
        var said = await cache.Process.WaitForLineAsync(@"is damaged at offset \d+: (\d+) items in front of it are back, the rest is lost");
        using var client = cache.Connect();
        var found = Enumerable.Range(0, 100).Count(i => client.Ask($"mg key{i} v\r\n") != "EN" && client.ReadLine() == $"value{i}");
        Assert.Equal(said.Groups[1].Value, $"{found}");
        Assert.InRange(found, 10, 90);
    }

    [Fact]
    public async Task A_file_of_another_kind_is_refused_and_the_cache_starts_empty()
    {
        _directory.Write("items", "These are no items at all.");
        await using var cache = await CacheProcess.StartAsync("-e", File);
        await cache.Process.WaitForLineAsync($"{File} cannot be read, the cache starts empty: not a warm-restart file");
        using var client = cache.Connect();
        Assert.Equal("STORED", client.Ask("set k 0 0 1\r\na\r\n"));
        Assert.Equal(0, await cache.StopAsync());
        Assert.StartsWith("FSCACHE\n", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_costs_the_items_but_not_the_clean_end()
    {
        await using var cache = await CacheProcess.StartAsync("-e", _directory.File("missing/items"));
        using var client = cache.Connect();
        Assert.Equal("STORED", client.Ask("set k 0 0 1\r\na\r\n"));
        Assert.Equal(0, await cache.StopAsync());
        Assert.Contains("the items could not be kept in", cache.Process.Output);
    }

    private async Task WriteItems(int count)
    {
        await using var cache = await CacheProcess.StartAsync("-e", File);
        using var client = cache.Connect();
        for (var i = 0; i < count; i++)
            Assert.Equal("STORED", client.Ask($"set key{i} 0 0 {$"value{i}".Length}\r\nvalue{i}\r\n"));
        Assert.Equal(0, await cache.StopAsync());
    }
}
