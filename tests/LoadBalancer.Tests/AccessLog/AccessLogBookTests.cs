using System.Collections.Concurrent;
using FromScratch.LoadBalancer.AccessLog;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.AccessLog;

/// <summary>Logs that take each other's place while a disk hangs.</summary>
public sealed class AccessLogBookTests : IDisposable
{
    private readonly Dictionary<string, List<SlowDisk>> _disks = [];
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly AccessLogBook _book;
    private AccessLogBuffer? _buffer;
    private AccessLogFormat _format;

    public AccessLogBookTests() => _book = new AccessLogBook(Use, Open, _problems.Enqueue);

    [Fact]
    public void A_disk_that_hangs_does_not_hold_the_next_log_and_too_many_of_them_refuse_a_reload()
    {
        for (var i = 0; i <= AccessLogBook.EndingMax; i++)
        {
            Assert.Null(Reload($"{i}"));
            Append(1);
        }

        Assert.All(_disks.Values, disks => Until(() => disks[0].Writing.IsSet));
        var reason = $"{AccessLogBook.EndingMax} files before it are still being written to, which is the most";
        Assert.Equal($"accessLog.path: \"new\" cannot be opened: {reason}", Reload("new"));
        // The one in force, one that is still there, and none at all need nothing more.
        Assert.Null(Reload($"{AccessLogBook.EndingMax}"));
        Assert.Null(Reload("1"));
        Assert.Null(Reload(null));
        _disks["0"][0].Free();
        _disks["2"][0].Free();
        Until(() => Reload("new") is null);
        FreeAll();
        _book.Dispose();
        Assert.Equal(0, _book.LinesDropped);
        Assert.Empty(_problems);
    }

    [Fact]
    public void One_that_comes_back_before_its_end_goes_on_and_nobody_else_writes_to_its_file()
    {
        Assert.Null(Reload("log"));
        Append(1);
        Assert.Null(Reload("other"));
        Assert.Null(Reload("log"));
        var (first, second) = (_disks["log"][0], _disks["log"][1]);
        second.Free();
        Append(3);
        _disks["other"][0].Free();
        Until(() => _disks["other"][0].IsClosed);
        Assert.Empty(second.Writes);
        first.Free();
        Until(() => second.Writes.Count == 1);
        Assert.True(first.IsClosed);
        Assert.Equal((1, 3), (first.Writes.Take() / LineBytes, second.Writes.Take() / LineBytes));
    }

    [Fact]
    public void Lines_lost_stay_counted_when_their_log_is_gone()
    {
        Assert.Null(Reload("log"));
        Append(1);
        Until(() => _disks["log"][0].Writing.IsSet);
        for (var i = 0; i < AccessLogWriter.BlocksMax + 2; i++)
            Append(1);
        Assert.Equal(2, _book.LinesDropped);
        Assert.Null(Reload("other"));
        Assert.Equal(2, _book.LinesDropped);
        _disks["log"][0].Free();
        Until(() => _disks["log"][0].IsClosed);
        Assert.Null(Reload(null));
        Assert.Null(Reload("log"));
        Assert.Equal(2, _book.LinesDropped);
    }

    public void Dispose()
    {
        FreeAll();
        _book.Dispose();
    }

    private static int LineBytes => "- - - [01/Jan/1970:00:00:00 +0000] \"-\" 000 - \"-\" \"-\"\n".Length;

    private static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)));

    /// <summary>As a loop that looks at once.</summary>
    private void Use(AccessLogWriter? writer, AccessLogFormat format)
    {
        var before = _buffer;
        (_buffer, _format) = (writer?.CreateBuffer(), format);
        before?.Close();
    }

    private Stream Open(string? path)
    {
        if (!_disks.TryGetValue(path!, out var disks))
            _disks.Add(path!, disks = []);
        disks.Add(new SlowDisk());
        return disks[^1];
    }

    private string? Reload(string? path)
    {
        var format = path is null ? AccessLogFormat.None : AccessLogFormat.Combined;
        using var plan = _book.TryPlan(new AccessLogConfig { Format = format, Path = path }, out var reason);
        if (plan is not null)
            _book.Commit(plan);
        return reason;
    }

    private void Append(int lines)
    {
        for (var i = 0; i < lines; i++)
            _buffer!.Append(_format, new AccessRecord());
        _buffer!.HandOver();
    }

    private void FreeAll()
    {
        foreach (var disk in _disks.Values.SelectMany(disks => disks))
            disk.Free();
    }
}
