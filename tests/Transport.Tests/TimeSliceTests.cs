using System.Globalization;
using FromScratch.Transport.Epoll;

namespace FromScratch.Transport.Tests;

/// <summary>What loops ask of the system's scheduler.</summary>
public sealed class TimeSliceTests
{
    /// <summary>Nobody else's in this process.</summary>
    private const int OwnUs = 137;

    [Fact]
    public async Task EachLoopHasTheSliceThatTheOptionsName()
    {
        SkipUnlessKnown();
        await using var running = await Running.StartAsync(Way.Epoll, o => (o.Loops, o.TimeSliceUs) = (2, OwnUs));
        await Running.Until(() => ThreadsWith(OwnUs) == 2, "both loops have their slices");
    }

    [Fact]
    public async Task ZeroLeavesTheSystemsOwn()
    {
        SkipUnlessKnown();
        int? own = null;
        var thread = new Thread(() => own = TimeSlice.Of(0));
        thread.Start();
        thread.Join();
        await using var running = await Running.StartAsync(Way.Epoll, o => (o.Loops, o.TimeSliceUs) = (1, 0));
        using var client = running.Connect();
        client.Send("ping\n");
        Assert.Equal("pong", client.ReadLine());
        Assert.True(own > 500, $"the system's own is {own} us");
        Assert.True(ThreadsWith(own.Value) > 0);
    }

    private static void SkipUnlessKnown()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the epoll driver exists on Linux only");
        int? taken = null;
        var thread = new Thread(() => taken = TimeSlice.TrySet(OwnUs + 1) ? TimeSlice.Of(0) : null);
        thread.Start();
        thread.Join();
        Assert.SkipUnless(taken == OwnUs + 1, "this system knows no slices of a thread's own (Linux before 6.12), or refuses them");
    }

    /// <summary>Loops of this process with such a slice.</summary>
    private static int ThreadsWith(int us) =>
        Directory.EnumerateDirectories("/proc/self/task").Count(task => IsLoop(task) && TimeSlice.Of(NumberOf(task)) == us);

    /// <summary>A thread may end while it is looked at.</summary>
    private static bool IsLoop(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).StartsWith("io-", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static int NumberOf(string task) => int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture);
}
