using System.Text;
using FromScratch.Core.Buffers;
using FromScratch.Group;
using FromScratch.KeyValue.Store;
using FromScratch.Log.Files;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Feeds;

/// <summary>BACKUP: a snapshot's file, piece by piece.</summary>
internal sealed class BackupStream : SessionStream
{
    private readonly KeyValueStore _store;
    private readonly RespVersion _version;
    private readonly GroupSnapshot _snapshot;
    private readonly ILogFile _file;
    private readonly byte[] _piece = new byte[TurnBytes];
    private long _offset;

    private BackupStream(KeyValueStore store, RespVersion version, GroupSnapshot snapshot, ILogFile file) =>
        (_store, _version, _snapshot, _file) = (store, version, snapshot, file);

    public ulong Index => _snapshot.Index;

    public long Bytes => _file.Length;

    /// <summary>Null = there is no snapshot.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static BackupStream? TryOpen(KeyValueStore store, RespVersion version) =>
        store.LendSnapshot(out var file) is { } snapshot ? new BackupStream(store, version, snapshot, file!) : null;

    public override StreamTurn Produce(OutputBuffer to)
    {
        var writer = new RespWriter(to, _version);
        int count;
        try
        {
            count = _file.Read(_offset, _piece.AsSpan(0, (int)Math.Min(_piece.Length, _file.Length - _offset)));
        }
        catch (IOException error)
        {
            writer.Error(Encoding.UTF8.GetBytes($"ERR the snapshot cannot be read: {error.Message}"));
            return StreamTurn.Ended;
        }

        if (count == 0)
        {
            writer.Push(1);
            writer.Bulk("end"u8);
            return StreamTurn.Ended;
        }

        writer.Push(2);
        writer.Bulk("chunk"u8);
        writer.Bulk(_piece.AsSpan(0, count));
        _offset += count;
        return StreamTurn.More;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _file.Dispose();
        _store.TakeBack(_snapshot);
    }
}
