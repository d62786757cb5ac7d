namespace FromScratch.LoadBalancer.AccessLog;

/// <summary>
/// Writes blocks of lines to a file, or to standard output, on a thread of its own: a slow disk never holds an I/O loop. Blocks wait in a
/// bounded queue; when it is full, a block is dropped as a whole and its lines are counted.
/// </summary>
public sealed class AccessLogWriter : IDisposable
{
    /// <summary>Blocks that may wait: 8 MiB with the room that each has.</summary>
    public const int BlocksMax = 256;

    /// <summary>Empty ones that are kept for the loops; after a slow moment the rest is given back.</summary>
    private const int FreeBlocksMax = 16;

    /// <summary>The last lines get so long at the end of the process.</summary>
    internal static readonly TimeSpan LastWritesMax = TimeSpan.FromSeconds(5);

    private readonly Func<Stream> _open;
    private readonly Action<string> _problem;
    private readonly object _lock = new();
    private readonly Queue<AccessLogBlock> _waiting = new();
    private readonly Stack<AccessLogBlock> _free = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Stream _stream;
    private Stream? _next;
    private long _dropped;
    private long _written;
    private int _buffers;
    private bool _isRetired;
    private bool _isEnding;
    private bool _isOver;
    private bool _hasFailed;

    /// <param name="path">A file that is appended to; null = standard output.</param>
    /// <param name="problem">Told once in one line when the file cannot be opened or written, and again after it could. Any thread.</param>
    /// <exception cref="IOException">The file cannot be opened now.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be opened now.</exception>
    public AccessLogWriter(string? path, Action<string> problem)
        : this(() => AccessLogFile.Open(path), problem)
    {
    }

    /// <param name="open">Opens where the lines go; called again for a reopen.</param>
    /// <param name="problem">Told in one line what goes wrong.</param>
    /// <param name="stream">Opened already, the first time.</param>
    internal AccessLogWriter(Func<Stream> open, Action<string> problem, Stream? stream = null)
    {
        _open = open;
        _problem = problem;
        _stream = stream ?? open();
        new Thread(Run) { IsBackground = true, Name = "access log" }.Start();
    }

    /// <summary>Lines lost: the queue was full, or the disk refused them.</summary>
    public long LinesDropped => Volatile.Read(ref _dropped);

    /// <summary>Lines handed to the operating system.</summary>
    public long LinesWritten => Volatile.Read(ref _written);

    /// <summary>All is written and the file is closed.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>One for each I/O loop.</summary>
    public AccessLogBuffer CreateBuffer()
    {
        lock (_lock)
            _buffers++;
        return new AccessLogBuffer(this);
    }

    /// <summary>
    /// Opens the file again under its name, after a rotation, and closes the one before. When it cannot be opened that one is written on:
    /// better there than nowhere.
    /// </summary>
    public void Reopen()
    {
        try
        {
            Continue(_open());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _problem($"access log: {error.Message}");
        }
    }

    /// <summary>Writes to this stream from now on and closes the one before. Takes effect between two blocks.</summary>
    internal void Continue(Stream next)
    {
        lock (_lock)
        {
            (next, _next) = (_next ?? Stream.Null, next);
            Monitor.Pulse(_lock);
        }

        next.Dispose();
    }

    /// <summary>Ends, without being waited for, when the last buffer is closed and all is written.</summary>
    internal void Retire()
    {
        lock (_lock)
        {
            _isRetired = true;
            EndIfLeft();
        }
    }

    /// <summary>It is needed again; false when it has ended, and its file is written to no more.</summary>
    internal bool TryRevive()
    {
        lock (_lock)
        {
            if (!_isOver)
                _isRetired = _isEnding = false;
            return !_isOver;
        }
    }

    /// <summary>Ends when all is written, whatever buffers there are.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _isEnding = true;
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>A buffer is closed.</summary>
    internal void Left()
    {
        lock (_lock)
        {
            _buffers--;
            EndIfLeft();
        }
    }

    /// <summary>Writes what waits, for a bounded time, and closes. Buffers are to be handed over before.</summary>
    public void Dispose()
    {
        End();
        if (!Ended.Wait(LastWritesMax))
            _problem("access log: the last lines could not be written in time");
    }

    /// <summary>Takes a block that has lines and gives an empty one for it.</summary>
    internal AccessLogBlock Exchange(AccessLogBlock full)
    {
        lock (_lock)
        {
            if (_waiting.Count < BlocksMax && !_isEnding)
            {
                _waiting.Enqueue(full);
                Monitor.Pulse(_lock);
                return _free.TryPop(out var free) ? free : new AccessLogBlock();
            }
        }

        Interlocked.Add(ref _dropped, full.Lines);
        full.Clear();
        return full;
    }

    private void EndIfLeft()
    {
        if (!_isRetired || _buffers > 0)
            return;
        _isEnding = true;
        Monitor.Pulse(_lock);
    }

    private void Run()
    {
        while (Take(out var next, out var block))
        {
            if (next is not null)
                Replace(next);
            if (block is null)
                continue;
            Write(block);
            Recycle(block);
        }

        Close(_stream);
        _ended.SetResult();
    }

    /// <summary>Waits for something to do; false at the end, once all is written.</summary>
    private bool Take(out Stream? next, out AccessLogBlock? block)
    {
        lock (_lock)
        {
            while (_waiting.Count == 0 && !_isEnding && _next is null)
                Monitor.Wait(_lock);
            (next, _next) = (_next, null);
            _isOver = !_waiting.TryDequeue(out block) && next is null;
            return !_isOver;
        }
    }

    private void Write(AccessLogBlock block)
    {
        try
        {
            // Where it is now: it may have been cut by a rotation that copies, or somebody else has appended to it.
            if (_stream.CanSeek)
                _stream.Seek(0, SeekOrigin.End);
            _stream.Write(block.Bytes.Written);
            _stream.Flush();
            Interlocked.Add(ref _written, block.Lines);
            _hasFailed = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Interlocked.Add(ref _dropped, block.Lines);
            Failed(error);
        }
    }

    private void Replace(Stream next)
    {
        Close(_stream);
        _stream = next;
        _hasFailed = false;
    }

    private void Close(Stream stream)
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException error)
        {
            Failed(error);
        }
    }

    private void Failed(Exception error)
    {
        if (!_hasFailed)
            _problem($"access log: {error.Message}");
        _hasFailed = true;
    }

    private void Recycle(AccessLogBlock block)
    {
        block.Clear();
        lock (_lock)
        {
            if (_free.Count < FreeBlocksMax)
                _free.Push(block);
        }
    }
}
