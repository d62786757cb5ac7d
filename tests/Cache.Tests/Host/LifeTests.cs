using System.Globalization;
using FromScratch.TestKit.Processes;
using FromScratch.TestKit.Sockets;

namespace FromScratch.Cache.Tests.Host;

/// <summary>Start, work, end and death of the real program.</summary>
public sealed class LifeTests
{
    private const int SigInt = 2;
    private const int SigUsr1 = 10;

    [Fact]
    public async Task Full_beyond_its_limit_it_keeps_what_came_last_and_killed_it_comes_back_at_once_and_empty()
    {
        const int ItemCount = 20_000; // of 1.5 KiB on average: 30 MiB into 16
        const int Recent = 1_000;
        string port;
        await using (var cache = await CacheProcess.StartAsync("-m", "16"))
        {
            port = $"{cache.Port}";
            using var client = cache.Connect();
            Fill(client, ItemCount);
            Assert.Equal(Recent, CountReadable(client, ItemCount - Recent, ItemCount));
            Assert.InRange(CountReadable(client, 0, ItemCount), Recent, ItemCount / 2);
            await cache.Process.KillAsync();
            Assert.Null(client.ReadLine());
        }

        await using var again = await CacheProcess.StartAsync("-m", "16", "-p", port);
        using var next = again.Connect();
        Assert.Equal(0, CountReadable(next, 0, ItemCount));
        Fill(next, Recent);
        Assert.Equal(Recent, CountReadable(next, 0, Recent));
        Assert.Equal(0, await again.StopAsync());
    }

    [Fact]
    public async Task Asked_to_end_it_answers_the_request_in_flight_closes_and_exits_with_0()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        await using var cache = await CacheProcess.StartAsync();
        using var busy = cache.Connect();
        using var idle = cache.Connect();
        Assert.Equal("MN", idle.Ask("mn\r\n"));
        Assert.Equal("MN", busy.Ask("mn\r\nset k 0 0 10\r\n01234"));
        cache.Process.Terminate();
        Assert.Null(idle.ReadLine());
        await cache.Process.WaitForLineAsync("draining");
        Assert.Equal("STORED", busy.Ask("56789\r\n"));
        Assert.Null(busy.ReadLine());
        Assert.Equal(0, await cache.Process.WaitForExitAsync());
        Assert.Equal("", cache.Process.Errors);
    }

    [Theory]
    [InlineData(SigInt)]
    [InlineData(SigUsr1)]
    public async Task The_other_signals_that_end_memcached_end_it_as_well(int signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux's signals");
        await using var cache = await CacheProcess.StartAsync();
        using var client = cache.Connect();
        Assert.Equal("MN", client.Ask("mn\r\n"));
        cache.Process.Signal(signal);
        Assert.Null(client.ReadLine());
        Assert.Equal(0, await cache.Process.WaitForExitAsync());
        Assert.Equal("", cache.Process.Errors);
    }

    [Fact]
    public async Task Shutdown_ends_it_when_that_is_allowed()
    {
        await using var cache = await CacheProcess.StartAsync("-A");
        using var client = cache.Connect();
        client.Send("shutdown\r\n");
        Assert.Equal("", client.ReadToEnd());
        Assert.Equal(0, await cache.Process.WaitForExitAsync());
    }

    private static void Fill(TextClient client, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var value = ValueOf(i);
            client.Send(string.Create(CultureInfo.InvariantCulture, $"set {KeyOf(i)} {i} 0 {value.Length} noreply\r\n{value}\r\n"));
        }

        Assert.Equal("MN", client.Ask("mn\r\n"));
    }

    /// <summary>Reads every key; each one that is there must have its own value and flags.</summary>
    private static int CountReadable(TextClient client, int first, int end)
    {
        var found = 0;
        for (var from = first; from < end; from += 100)
        {
            client.Send("get " + string.Join(' ', Enumerable.Range(from, Math.Min(100, end - from)).Select(KeyOf)) + "\r\n");
            while (client.ReadLine() is var line && line != "END")
            {
                var i = int.Parse(line!.Split(' ')[2], CultureInfo.InvariantCulture);
                var value = ValueOf(i);
                Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"VALUE {KeyOf(i)} {i} {value.Length}"), line);
                Assert.Equal(value + "\r\n", client.Read(value.Length + 2));
                found++;
            }
        }

        return found;
    }

    private static string KeyOf(int i) => "key:" + i.ToString(CultureInfo.InvariantCulture);

    private static string ValueOf(int i) => KeyOf(i) + ' ' + new string((char)('a' + (i % 26)), i * 31 % 3000);
}
