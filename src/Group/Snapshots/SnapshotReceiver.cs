using System.Buffers;
using FromScratch.Group.Driving;
using FromScratch.Group.Wire;
using FromScratch.Log.Files;
using FromScratch.Log.Format;

namespace FromScratch.Group.Snapshots;

/// <summary>
/// Receives a snapshot into a temporary file, on a thread of its own: frames are only queued by the thread that they come on. What has
/// come stays when the connection is lost, so that the next attempt goes on from there. One transfer at a time; a new one replaces it.
/// </summary>
internal sealed class SnapshotReceiver : IDisposable
{
    public const string Temporary = "received.tmp";

    /// <summary>Chunks that wait to be written; a sender that respects the window has fewer under way.</summary>
    private const int ChunksWaitingMax = 64;
    private readonly ReplicationGroup _group;
    private readonly Worker _worker;
    private int _chunksWaiting;
    private SnapshotBegin? _begin;
    private ILogFile? _file;
    private long _received;
    private uint _crc;

    public SnapshotReceiver(ReplicationGroup group)
    {
        _group = group;
        _worker = new Worker("group snapshots", group.Fail);
    }

    public void Start() => _worker.Start();

    public void DeleteTemporary()
    {
        if (_group.Files.List().Contains(Temporary))
            _group.Files.Delete(Temporary);
    }

    /// <summary>False = not a frame of this kind.</summary>
    public bool TryBegin(ulong from, ReadOnlySpan<byte> body)
    {
        if (SnapshotBegin.TryRead(body) is not { } begin)
            return false;
        _worker.Do(() => Guard(from, begin.Index, () => Begin(from, begin)));
        return true;
    }

    public bool TryTakeChunk(ulong from, ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        var (index, offset) = (reader.UInt64(), (long)reader.UInt64());
        if (reader.HasFailed || offset < 0 || reader.Rest.IsEmpty || Volatile.Read(ref _chunksWaiting) >= ChunksWaitingMax)
            return false;
        var length = reader.Rest.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        reader.Rest.CopyTo(bytes);
        Interlocked.Increment(ref _chunksWaiting);
        _worker.Do(() => Guard(from, index, () =>
        {
            Interlocked.Decrement(ref _chunksWaiting);
            Take(from, index, offset, bytes.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(bytes);
        }));
        return true;
    }

    public bool TryEnd(ulong from, ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        var (index, length, crc) = (reader.UInt64(), reader.UInt64(), reader.UInt32());
        if (!reader.IsAtEnd)
            return false;
        _worker.Do(() => Guard(from, index, () => End(from, index, (long)length, crc)));
        return true;
    }

    public void Dispose()
    {
        _worker.Dispose();
        _file?.Dispose();
    }

    private void Begin(ulong from, SnapshotBegin begin)
    {
        if (!_group.WantsSnapshot(begin))
        {
            _group.Acknowledge(from, new SnapshotAck(begin.Index, begin.Length, SnapshotAckStatus.Complete));
            return;
        }

        if (_begin is not { } known || (known.Index, known.Term, known.Length) != (begin.Index, begin.Term, begin.Length) || _file is null)
        {
            Forget();
            _file = _group.Files.Create(Temporary, begin.Length);
            (_received, _crc) = (0, 0);
        }

        _begin = begin;
        _group.Acknowledge(from, new SnapshotAck(begin.Index, _received, SnapshotAckStatus.More));
    }

    private void Take(ulong from, ulong index, long offset, ReadOnlySpan<byte> bytes)
    {
        if (_begin is not { } begin || _file is null || begin.Index != index || offset != _received)
            return;
        if (bytes.Length > begin.Length - _received)
            throw new InvalidDataException($"more comes than its {begin.Length} bytes");
        _file.Write(_received, bytes);
        _crc = Crc32C.Append(_crc, bytes);
        _received += bytes.Length;
        _group.Acknowledge(from, new SnapshotAck(index, _received, SnapshotAckStatus.More));
    }

    private void End(ulong from, ulong index, long length, uint crc)
    {
        if (_begin is not { } begin || _file is not { } file || begin.Index != index)
            return;
        if (length != begin.Length || _received != length || _crc != crc)
            throw new InvalidDataException($"it has {_received} bytes and CRC {_crc:x8}, and should have {length} and {crc:x8}");
        file.Sync();
        (_file, _begin) = (null, null);
        _group.Acknowledge(from, new SnapshotAck(index, length, SnapshotAckStatus.Complete));
        try
        {
            _group.Install(begin, file);
        }
        finally
        {
            file.Dispose();
            DeleteTemporary();
        }
    }

    /// <summary>A transfer that does not work out is given up, and the leader told; the group goes on.</summary>
    private void Guard(ulong from, ulong index, Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is InvalidDataException or DiskFullException or (IOException and not Log.LogFailedException))
        {
            GroupLog.SnapshotNotInstalled(_group.Logger, index, error.Message);
            Forget();
            _group.Acknowledge(from, new SnapshotAck(index, 0, SnapshotAckStatus.Failed));
        }
    }

    private void Forget()
    {
        _begin = null;
        _file?.Dispose();
        _file = null;
        DeleteTemporary();
    }
}
