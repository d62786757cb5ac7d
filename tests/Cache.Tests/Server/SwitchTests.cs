namespace FromScratch.Cache.Tests.Server;

/// <summary>Switches of the program that only show in its behaviour.</summary>
public sealed class SwitchTests
{
    [Fact]
    public async Task Track_sizes_lets_stats_sizes_answer()
    {
        await using var host = await HostProcess.StartAsync("-o", "track_sizes");
        using var client = host.Connect();
        Assert.Equal("STORED", client.Ask("set key 0 0 5", "value"));
        Assert.Matches(@"^STAT \d+ 1$", Assert.Single(client.AskRows("stats sizes")));
    }
}
