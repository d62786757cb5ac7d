using FromScratch.LoadBalancer.AccessLog;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer;

/// <summary>
/// The access log that is in force, and those before it that are not yet written to their end. One change at a time; what is counted may
/// be asked for from any thread.
/// </summary>
/// <param name="use">Tells the loops which writer gets their lines, if any, and in which format.</param>
/// <param name="open">Opens a path; null = standard output.</param>
/// <param name="problem">Told in one line what goes wrong later; any thread.</param>
internal sealed class AccessLogBook(
    Action<AccessLogWriter?, AccessLogFormat> use, Func<string?, Stream> open, Action<string> problem) : IDisposable
{
    /// <summary>So many may be on their way to their end: a reload that needs one more is refused, for their disks hang.</summary>
    internal const int EndingMax = 4;

    private const int MessageCharactersMax = 400;

    private readonly Lock _lock = new();
    private readonly List<OpenLog> _ending = [];
    private AccessLogConfig _config = new();
    private OpenLog? _current;
    private long _droppedBefore;

    /// <summary>By all logs of this process.</summary>
    public long LinesDropped
    {
        get
        {
            lock (_lock)
                return _droppedBefore + _ending.Sum(log => log.Writer.LinesDropped) + (_current?.Writer.LinesDropped ?? 0);
        }
    }

    /// <summary>Opens what the next configuration wants, also where nothing of it changes: the file may have been moved away.</summary>
    /// <returns>Null when that cannot be; then nothing has changed.</returns>
    public AccessLogPlan? TryPlan(AccessLogConfig next, out string? reason)
    {
        reason = null;
        if (next.Format == AccessLogFormat.None)
            return new AccessLogPlan(next, null);
        if (IsOneTooMany(next.Path))
        {
            reason = Refusal(next.Path, $"{EndingMax} files before it are still being written to, which is the most");
            return null;
        }

        try
        {
            return new AccessLogPlan(next, open(next.Path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            reason = Refusal(next.Path, JsonWords.Show(error.Message, MessageCharactersMax));
            return null;
        }
    }

    /// <summary>Requests that end from now on leave their lines there.</summary>
    public void Commit(AccessLogPlan plan)
    {
        var (before, format) = (_current, plan.Config.Format);
        var next = plan.Take() is { } stream ? ContinueOrBegin(plan.Config.Path, stream) : null;
        var isSame = next == before && format == _config.Format;
        _config = plan.Config;
        Use(next);
        if (!isSame)
            use(next?.Writer, format);
        if (next != before)
            before?.Writer.Retire();
    }

    /// <summary>After a rotation that comes without a configuration which can be used.</summary>
    public void Reopen() => _current?.Writer.Reopen();

    /// <summary>After the last session: what waits is written, for a bounded time.</summary>
    public void Dispose()
    {
        Use(null);
        List<AccessLogWriter> writers;
        lock (_lock)
            writers = _ending.ConvertAll(log => log.Writer);
        writers.ForEach(writer => writer.End());
        if (!Task.WaitAll([.. writers.Select(writer => writer.Ended)], AccessLogWriter.LastWritesMax))
            problem("access log: the last lines could not be written in time");
    }

    private static string Refusal(string? path, string reason)
    {
        var shown = path is null ? "null" : $"\"{JsonWords.Show(path, MessageCharactersMax)}\"";
        return $"accessLog.path: {shown} cannot be opened: {reason}";
    }

    /// <summary>No two of them ever write to one file, so that lines stay whole: one that was to end goes on.</summary>
    private OpenLog ContinueOrBegin(string? path, Stream stream)
    {
        var log = _current?.Path == path ? _current : Find(path);
        if (log is null || !log.Writer.TryRevive())
        {
#pragma warning disable CA2000 // It ends when it is retired.
            return new OpenLog(path, new AccessLogWriter(() => open(path), problem, stream));
#pragma warning restore CA2000
        }

        log.Writer.Continue(stream);
        return log;
    }

    private OpenLog? Find(string? path)
    {
        lock (_lock)
            return _ending.FindLast(log => log.Path == path);
    }

    private void Use(OpenLog? log)
    {
        lock (_lock)
        {
            if (_current is not null && _current != log)
                _ending.Add(_current);
            if (log is not null)
                _ending.Remove(log);
            _current = log;
        }
    }

    private bool IsOneTooMany(string? path)
    {
        lock (_lock)
        {
            foreach (var ended in _ending.Where(log => log.Writer.Ended.IsCompleted).ToList())
            {
                _droppedBefore += ended.Writer.LinesDropped;
                _ending.Remove(ended);
            }

            return _ending.Count >= EndingMax && _current?.Path != path && _ending.TrueForAll(log => log.Path != path);
        }
    }

    private sealed record OpenLog(string? Path, AccessLogWriter Writer);
}
