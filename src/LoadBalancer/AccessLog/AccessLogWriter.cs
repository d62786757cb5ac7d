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

    private static readonly TimeSpan LastWritesMax = TimeSpan.FromSeconds(5);

    private readonly Func<Stream> _open;
    private readonly Action<string> _problem;
    private readonly object _lock = new();
    private readonly Queue<AccessLogBlock> _waiting = new();
    private readonly Stack<AccessLogBlock> _free = new();
    private readonly Thread _thread;
    private Stream? _stream;
    private long _dropped;
    private long _written;
    private bool _isReopenAsked;
    private bool _isEnding;
    private bool _hasFailed;

    /// <param name="path">A file that is appended to; null = standard output.</param>
    /// <param name="problem">Told once in one line when the file cannot be opened or written, and again after it could. Any thread.</param>
    /// <exception cref="IOException">The file cannot be opened now.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be opened now.</exception>
    public AccessLogWriter(string? path, Action<string> problem)
        : this(() => Open(path), problem)
    {
    }

    /// <param name="open">Opens where the lines go; called again for a reopen.</param>
    /// <param name="problem">Told in one line what goes wrong.</param>
    internal AccessLogWriter(Func<Stream> open, Action<string> problem)
    {
        _open = open;
        _problem = problem;
        _stream = open();
        _thread = new Thread(Run) { IsBackground = true, Name = "access log" };
        _thread.Start();
    }

    /// <summary>Lines lost: the queue was full, or the disk refused them.</summary>
    public long LinesDropped => Volatile.Read(ref _dropped);

    /// <summary>Lines handed to the operating system.</summary>
    public long LinesWritten => Volatile.Read(ref _written);

    /// <summary>One for each I/O loop.</summary>
    public AccessLogBuffer CreateBuffer() => new(this);

    /// <summary>Closes the file and opens it again under its name: after a rotation. Takes effect between two blocks.</summary>
    public void Reopen()
    {
        lock (_lock)
        {
            _isReopenAsked = true;
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Writes what waits, for a bounded time, and closes. Buffers are to be handed over before.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isEnding = true;
            Monitor.Pulse(_lock);
        }

        if (!_thread.Join(LastWritesMax))
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

    private static Stream Open(string? path)
    {
        if (path is null)
            return Console.OpenStandardOutput();
        return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    private void Run()
    {
        while (Take(out var reopen) is { } block)
        {
            if (reopen)
                OpenAgain();
            if (block.Lines > 0)
                Write(block);
            Recycle(block);
        }

        Close();
    }

    /// <summary>Waits for something to do. An empty block stands for a reopen alone; null for the end, once all is written.</summary>
    private AccessLogBlock? Take(out bool reopen)
    {
        lock (_lock)
        {
            while (_waiting.Count == 0 && !_isEnding && !_isReopenAsked)
                Monitor.Wait(_lock);
            reopen = _isReopenAsked;
            _isReopenAsked = false;
            if (_waiting.TryDequeue(out var block))
                return block;
            return reopen ? new AccessLogBlock() : null;
        }
    }

    private void Write(AccessLogBlock block)
    {
        try
        {
            _stream ??= _open();
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

    /// <summary>When the name cannot be opened the old file is written on: better there than nowhere.</summary>
    private void OpenAgain()
    {
        try
        {
            var fresh = _open();
            Close();
            _stream = fresh;
            _hasFailed = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Failed(error);
        }
    }

    private void Close()
    {
        try
        {
            _stream?.Dispose();
        }
        catch (IOException error)
        {
            Failed(error);
        }

        _stream = null;
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
