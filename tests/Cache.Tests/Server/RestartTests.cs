using FromScratch.TestKit;

namespace FromScratch.Cache.Tests.Server;

/// <summary>A planned restart with -e.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Items_come_back_and_an_id_from_before_stores_nothing_over_a_newer_value()
    {
        var options = new CacheOptions { Port = 0, MemoryFile = _folder.File("items") };
        string held;
        await using (var before = await CacheServer.StartAsync(options))
        {
            using var client = CacheClient.Connect(before.EndPoint);
            Assert.Equal("STORED", client.Ask("set kept 3 0 5", "value"));
            for (var i = 0; i < 20; i++)
                Assert.Equal("STORED", client.Ask("set key 0 0 2", $"{i:d2}"));
            held = client.AskRows("gets key")[0].Split(' ')[4];
            Assert.Equal("DELETED", client.Ask("delete key"));
            await before.DrainAsync(TimeSpan.FromSeconds(30));
        }

        await using var after = await CacheServer.StartAsync(options);
        using var again = CacheClient.Connect(after.EndPoint);
        Assert.Equal(["VALUE kept 3 5", "value"], again.AskRows("get kept"));
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal("STORED", again.Ask("set key 0 0 3", "new"));
            Assert.Equal("EXISTS", again.Ask($"cas key 0 0 3 {held}", "old"));
        }
    }
}
