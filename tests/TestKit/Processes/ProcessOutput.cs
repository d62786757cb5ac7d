using System.Diagnostics;
using System.Text.RegularExpressions;

namespace FromScratch.TestKit.Processes;

/// <summary>Collects the lines of a process and wakes who waits for one.</summary>
internal sealed class ProcessOutput
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<string> _errorLines = [];
    private readonly List<Waiter> _waiters = [];
    private int _openStreams = 2;

    public ProcessOutput(Process process)
    {
        process.OutputDataReceived += (_, e) => Add(e.Data, isError: false);
        process.ErrorDataReceived += (_, e) => Add(e.Data, isError: true);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Text
    {
        get
        {
            lock (_lock)
                return string.Join('\n', _lines);
        }
    }

    /// <summary>The lines of standard error alone.</summary>
    public string ErrorText
    {
        get
        {
            lock (_lock)
                return string.Join('\n', _errorLines);
        }
    }

    /// <summary>The first matching line; faults with EndOfStreamException when both streams end without one.</summary>
    public Task<Match> WaitForAsync(Regex pattern)
    {
        lock (_lock)
        {
            foreach (var line in _lines)
            {
                if (pattern.Match(line) is { Success: true } match)
                    return Task.FromResult(match);
            }

            if (_openStreams == 0)
                return Task.FromException<Match>(Ended());
            var waiter = new Waiter(pattern);
            _waiters.Add(waiter);
            return waiter.Found.Task;
        }
    }

    private void Add(string? line, bool isError)
    {
        lock (_lock)
        {
            if (line is null)
            {
                if (--_openStreams == 0)
                    _waiters.ForEach(waiter => waiter.Found.TrySetException(Ended()));
                return;
            }

            _lines.Add(line);
            if (isError)
                _errorLines.Add(line);
            foreach (var waiter in _waiters)
            {
                if (waiter.Pattern.Match(line) is { Success: true } match)
                    waiter.Found.TrySetResult(match);
            }
        }
    }

    private static EndOfStreamException Ended() => new("the process closed its output");

    private sealed record Waiter(Regex Pattern)
    {
        public TaskCompletionSource<Match> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
