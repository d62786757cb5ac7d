using System.Buffers;
using System.Buffers.Binary;
using FromScratch.Group.Links;
using FromScratch.Group.Members;
using FromScratch.Group.Wire;
using FromScratch.Log.Files;
using FromScratch.Log.Format;

namespace FromScratch.Group.Snapshots;

/// <summary>Sends one snapshot to one member, on a thread of its own: begin, chunks in a window of acknowledged bytes, end.</summary>
internal sealed class SnapshotSender : IDisposable
{
    private const int WindowChunks = 8;

    /// <summary>Longest wait for a sign of progress, in link timeouts.</summary>
    private const int PatienceTimeouts = 10;
    private readonly ReplicationGroup _group;
    private readonly Link _link;
    private readonly ulong _to;
    private readonly GroupSnapshot _snapshot;
    private readonly long _bytesPerSecond;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private long _acknowledged = -1;
    private SnapshotAckStatus _status;
    private string? _stopReason;

    public SnapshotSender(ReplicationGroup group, Link link, ulong to, GroupSnapshot snapshot, long bytesPerSecond)
    {
        (_group, _link, _to, _snapshot, _bytesPerSecond) = (group, link, to, snapshot, bytesPerSecond);
        _thread = new Thread(Run) { Name = $"group snapshot to {link.Name}", IsBackground = true };
    }

    public void Start() => _thread.Start();

    public void Take(in SnapshotAck ack)
    {
        lock (_gate)
        {
            if (ack.Index != _snapshot.Index || (ack.Status == SnapshotAckStatus.More && ack.Offset < _acknowledged))
                return;
            (_acknowledged, _status) = (ack.Offset, ack.Status);
            Monitor.PulseAll(_gate);
        }
    }

    public void Stop(string reason)
    {
        lock (_gate)
        {
            _stopReason ??= reason;
            Monitor.PulseAll(_gate);
        }
    }

    public void Dispose()
    {
        Stop("this node stops");
        if (_thread.IsAlive && Thread.CurrentThread != _thread)
            _thread.Join();
    }

    private void Run()
    {
        var succeeded = false;
        try
        {
            using var file = _group.Files.Open(_snapshot.FileName);
            succeeded = Send(file);
        }
        catch (IOException error)
        {
            Stop(error.Message);
        }
#pragma warning disable CA1031 // A thread has nobody to throw to: the group is told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Stop(error.Message);
            _group.Fail(error);
        }

        if (succeeded)
            GroupLog.SnapshotSent(_group.Logger, _link.Name, _snapshot.Index);
        else
            GroupLog.SnapshotNotSent(_group.Logger, _snapshot.Index, _link.Name, _stopReason ?? "it was refused");
        _group.SnapshotEnded(this, _to, _snapshot, succeeded);
    }

    private bool Send(ILogFile file)
    {
        var length = file.Length;
        var members = MemberList.TryDecode(_snapshot.Members.Span)
            ?? throw new IOException($"the members in {_snapshot.FileName} cannot be read");
        var begin = new SnapshotBegin(_snapshot.Index, _snapshot.Term, length, _snapshot.ConfigurationIndex, members);
        Post(OutFrame.Of(FrameKind.SnapshotBegin, begin.Encode()));
        if (!Wait(static sender => sender._acknowledged >= 0) || _status != SnapshotAckStatus.More)
            return _status == SnapshotAckStatus.Complete;
        var from = _acknowledged;
        GroupLog.SnapshotSending(_group.Logger, _link.Name, _snapshot.Index, length, from);
        if (from > length || !SendChunks(file, from, length, out var crc))
            return false;
        Post(OutFrame.Of(FrameKind.SnapshotEnd, SnapshotFrames.End(_snapshot.Index, length, crc)));
        return Wait(static sender => sender._status != SnapshotAckStatus.More) && _status == SnapshotAckStatus.Complete;
    }

    private bool SendChunks(ILogFile file, long from, long length, out uint crc)
    {
        var chunkBytes = _group.Options.SnapshotChunkBytes;
        var buffer = new byte[chunkBytes];
        var pace = new Pace(_group.Time, _bytesPerSecond);
        crc = 0;
        for (long offset = 0; offset < length;)
        {
            var bytes = buffer.AsSpan(0, (int)Math.Min(chunkBytes, (offset < from ? from : length) - offset));
            if (file.Read(offset, bytes) != bytes.Length)
                throw new IOException($"{_snapshot.FileName} ends before its length");
            crc = Crc32C.Append(crc, bytes);
            if (offset >= from)
            {
                var position = offset;
                if (!Wait(sender => position - sender._acknowledged < (long)WindowChunks * chunkBytes) || !TryRest(pace.Take(bytes.Length)))
                    return false;
                Post(Chunk(_snapshot.Index, offset, bytes));
                _group.CountSnapshotBytes(bytes.Length);
            }

            offset += bytes.Length;
        }

        return true;
    }

    private static OutFrame Chunk(ulong index, long offset, ReadOnlySpan<byte> bytes)
    {
        var length = SnapshotFrames.ChunkHeaderBytes + bytes.Length;
        var body = ArrayPool<byte>.Shared.Rent(length);
        BinaryPrimitives.WriteUInt64LittleEndian(body, index);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(sizeof(ulong)), offset);
        bytes.CopyTo(body.AsSpan(SnapshotFrames.ChunkHeaderBytes));
        return new OutFrame(FrameKind.SnapshotChunk, default, body, length);
    }

    private void Post(in OutFrame frame)
    {
        if (!_link.TryEnqueue(frame))
            throw new IOException("the connection is lost");
        _link.Drain();
    }

    /// <summary>False = told to stop, failed by the other side, or nothing happens any more.</summary>
    private bool Wait(Func<SnapshotSender, bool> isReached)
    {
        lock (_gate)
        {
            var patienceMs = PatienceTimeouts * _group.Options.LinkTimeoutMs;
            while (!isReached(this))
            {
                var before = _acknowledged;
                if (_stopReason is not null || _status == SnapshotAckStatus.Failed)
                    return false;
                if (!Monitor.Wait(_gate, patienceMs) && _acknowledged == before)
                {
                    _stopReason = $"no progress for {patienceMs} ms";
                    return false;
                }
            }

            return _stopReason is null && _status != SnapshotAckStatus.Failed;
        }
    }

    private bool TryRest(int milliseconds)
    {
        lock (_gate)
        {
            if (milliseconds > 0 && _stopReason is null)
                Monitor.Wait(_gate, milliseconds);
            return _stopReason is null;
        }
    }

    /// <summary>How long to rest so that a rate is kept.</summary>
    private sealed class Pace(TimeProvider time, long bytesPerSecond)
    {
        private readonly long _start = time.GetTimestamp();
        private long _bytes;

        public int Take(int bytes)
        {
            var due = TimeSpan.FromSeconds((double)_bytes / bytesPerSecond);
            _bytes += bytes;
            return (int)Math.Clamp((due - time.GetElapsedTime(_start)).TotalMilliseconds, 0, 1000);
        }
    }
}
