using FromScratch.KeyValue.Engine;
using FromScratch.Log.Files;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Snapshots;

/// <summary>
/// Takes the items of a walk and writes the snapshot file; the layout is in FORMAT.md. Items come under the store's lock, from the walk or
/// because they are about to be changed; the file is written outside it. When changes outrun the disk by
/// <see cref="BacklogBytesMax"/>, they pay for it themselves: whoever adds writes, lock or not, so that memory stays bounded.
/// </summary>
internal sealed class SnapshotWriter : IItemSink, IDisposable
{
    /// <summary>A block is written when it has so many bytes.</summary>
    public const int BlockBytes = 256 * 1024;

    private const int BacklogBytesMax = 8 << 20;
    private const int FieldBytesPerRecord = 1 << 20;
    private readonly Lock _fileGate = new();
    private readonly Keyspace _keys;
    private readonly ILogFile _file;
    private readonly byte[] _header = new byte[SnapshotFormat.HeaderBytes];
    private SnapshotBlock _filling = new();
    private SnapshotBlock _idle = new();
    private long _offset = SnapshotFormat.HeaderBytes;
    private SnapshotConfiguration _configuration;
    private uint _crc;

    /// <summary>Begins a file that is not there yet.</summary>
    public SnapshotWriter(Keyspace keys, ILogDirectory directory, string name = SnapshotFormat.TemporaryName)
    {
        _keys = keys;
        _file = directory.Create(name, 0);
    }

    /// <summary>Items added.</summary>
    public long Count { get; private set; }

    /// <summary>Why the file is worth nothing; what is added afterwards is dropped.</summary>
    public Exception? Failure { get; private set; }

    public bool IsBlockFull => _filling.Length >= BlockBytes;

    /// <summary>Before anything is added; writes nothing yet.</summary>
    public void Begin(in SnapshotHeader header, in SnapshotConfiguration configuration) =>
        (_crc, _configuration) = (header.Write(_header), configuration);

    public void WriteHeader()
    {
        lock (_fileGate)
        {
            _file.Write(0, _header);
            var block = new SnapshotBlock();
            block.AddConfiguration(_configuration);
            Append(block, SnapshotFormat.ConfigurationBlock);
            if (_configuration.Mirror.IsEmpty)
                return;
            block.Clear();
            block.AddValue(_configuration.Mirror.Span);
            Append(block, SnapshotFormat.MirrorBlock);
        }
    }

    /// <summary>Under the store's lock.</summary>
    public void Add(in Item item)
    {
        if (Failure is not null)
            return;
        Count++;
        if (item.Type == ValueType.Hash)
        {
            var visitor = new FieldWriter(this, item);
            _ = _keys.FieldsOf(item).Scan(0, long.MaxValue, ref visitor);
            visitor.End();
        }
        else
        {
            _ = _filling.AddHead((byte)ValueType.String, item, item.Value.Length);
            _filling.AddValue(item.Value);
        }

        DrainBacklog();
    }

    /// <summary>Under the store's lock: what was added, to be written outside it.</summary>
    public SnapshotBlock TakeFilled()
    {
        (_filling, _idle) = (_idle, _filling);
        return _idle;
    }

    /// <summary>Outside the store's lock: writes what <see cref="TakeFilled"/> returned.</summary>
    public void Write(SnapshotBlock block)
    {
        lock (_fileGate)
            Append(block, SnapshotFormat.RecordsBlock);
    }

    /// <summary>Everything was added: leaves a file that is whole and on disk, under its temporary name.</summary>
    public ILogFile Complete()
    {
        lock (_fileGate)
        {
            if (Failure is { } failure)
                throw new IOException(failure.Message, failure);
            Append(_filling, SnapshotFormat.RecordsBlock);
            _filling.AddEnd(Count);
            Append(_filling, SnapshotFormat.EndBlock);
            _file.Sync();
            return _file;
        }
    }

    public void Dispose() => _file.Dispose();

    private void Append(SnapshotBlock block, uint kind)
    {
        if (block.IsEmpty)
            return;
        var bytes = block.Seal(kind, ref _crc);
        _file.Write(_offset, bytes);
        _offset += bytes.Length;
        block.Clear();
    }

    private void DrainBacklog()
    {
        if (_filling.Length < BacklogBytesMax)
            return;
        try
        {
            Write(_filling);
        }
#pragma warning disable CA1031 // The one who changes a key must not suffer for a snapshot: it fails, whatever the reason.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Failure = error;
            _filling.Clear();
        }
    }

    /// <summary>Writes a hash as one record, or as several when it is large.</summary>
    private struct FieldWriter(SnapshotWriter writer, Item item) : IFieldVisitor
    {
        private int _recordAt = writer._filling.AddHead((byte)ValueType.Hash, item, 0);
        private int _recordFields;

        public void Visit(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
        {
            if (writer._filling.Length - _recordAt >= FieldBytesPerRecord)
            {
                End();
                writer.DrainBacklog();
                _recordAt = writer._filling.AddHead(SnapshotFormat.MoreFields, item, 0);
                _recordFields = 0;
            }

            writer._filling.AddField(field, value);
            _recordFields++;
        }

        public readonly void End() => writer._filling.SetCount(_recordAt, _recordFields);
    }
}
