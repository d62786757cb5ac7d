using System.Globalization;
using FromScratch.Core;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;

namespace FromScratch.KeyValue.Tests.Host;

/// <summary>
/// The real program, killed without warning while clients write, again and again on the same directory. Set FROMSCRATCH_KILLS for more
/// than the ten kills of an ordinary run.
/// </summary>
public sealed class KillTests
{
    private const int Workers = 6;
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("FROMSCRATCH_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 10;

    /// <summary>Small enough that snapshots are taken and old segments go while it is being killed.</summary>
    private static readonly string[] Switches = ["--snapshot-log-bytes", "200kb"];

    [Theory]
    [InlineData("always")]
    [InlineData("everysec")]
    public async Task Nothing_acknowledged_is_missing_however_often_it_is_killed(string fsync)
    {
        using var directory = new TempDirectory();
        var workers = Enumerable.Range(0, Workers).Select(number => new Worker(number)).ToList();
        var random = new SeededRandom(17);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var server = await KeyValueProcess.StartAsync(directory.Path, ["--appendfsync", fsync, .. Switches]);
            workers.ForEach(worker => worker.Check(server.EndPoint, fromTheStart: false));
            var enough = workers.Sum(worker => worker.Acknowledgements) + 200 + random.NextInt32(800);
            var address = server.EndPoint;
            var running = workers.Select(worker => Task.Factory.StartNew(
                () => worker.Run(address), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
            SpinWait.SpinUntil(
                () => workers.Sum(worker => worker.Acknowledgements) >= enough || running.Exists(task => task.IsCompleted),
                TimeSpan.FromSeconds(30));
            await Task.WhenAll(running.Where(task => task.IsFaulted));
            Assert.DoesNotContain(running, task => task.IsCompleted);
            await server.Process.KillAsync();
            await Task.WhenAll(running);
        }

        await using var last = await KeyValueProcess.StartAsync(directory.Path, ["--appendfsync", fsync, .. Switches]);
        workers.ForEach(worker => worker.Check(last.EndPoint, fromTheStart: true));
        Assert.All(workers, worker => Assert.True(worker.Acknowledgements > 0));
        Assert.Equal(0, await last.StopAsync());
    }

    [Fact]
    public async Task With_appendonly_no_nothing_is_written_and_nothing_comes_back()
    {
        using var directory = new TempDirectory();
        await using (var first = await KeyValueProcess.StartAsync(directory.Path, "--appendonly", "no"))
        {
            using var client = new RespClient(first.EndPoint);
            Assert.Equal("+OK", client.Ask("SET", "a", "1"));
            Assert.Equal("1", client.Ask("GET", "a"));
            Assert.Equal(0, await first.StopAsync());
        }

        Assert.Empty(Directory.EnumerateFiles(directory.Path));
        await using var second = await KeyValueProcess.StartAsync(directory.Path, "--appendonly", "no");
        using var again = new RespClient(second.EndPoint);
        Assert.Equal("$-1", again.Ask("GET", "a"));
    }
}
