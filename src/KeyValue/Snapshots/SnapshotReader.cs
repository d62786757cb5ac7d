using System.Buffers.Binary;
using FromScratch.KeyValue.Engine;
using FromScratch.Log.Files;
using FromScratch.Log.Format;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Snapshots;

/// <summary>Reads a snapshot and checks every byte of it; the layout is in FORMAT.md.</summary>
internal sealed class SnapshotReader
{
    private readonly ISnapshotSink _sink;
    private readonly ILogFile _file;
    private readonly string _path;
    private readonly Action<long> _progress;
    private byte[] _block = GC.AllocateUninitializedArray<byte>(512 * 1024);
    private long _offset;
    private long _items;
    private uint _crc;
    private SnapshotConfiguration _configuration;
    private bool _hasRecords;

    private SnapshotReader(ISnapshotSink sink, ILogFile file, string path, Action<long> progress) =>
        (_sink, _file, _path, _progress) = (sink, file, path, progress);

    /// <param name="keys">Empty.</param>
    /// <param name="directory">Where it is.</param>
    /// <param name="name">The file's.</param>
    /// <param name="progress">Told after each block how many items there are.</param>
    /// <exception cref="SnapshotDamagedException">The keyspace is of no use then.</exception>
    public static (SnapshotHeader Header, SnapshotConfiguration Configuration) Read(
        Keyspace keys, ILogDirectory directory, string name, Action<long> progress)
    {
        using var file = directory.Open(name);
        return Read(keys, file, Path.Combine(directory.Path, name), progress);
    }

    /// <summary>Only what stands in front of the keys.</summary>
    /// <exception cref="SnapshotDamagedException">That is damaged.</exception>
    public static (SnapshotHeader Header, SnapshotConfiguration Configuration) ReadHead(ILogDirectory directory, string name)
    {
        using var file = directory.Open(name);
        var reader = new SnapshotReader(new HeadOnly(), file, Path.Combine(directory.Path, name), static _ => { });
        var header = reader.ReadHeader();
        while (!reader._hasRecords && reader.ReadBlock())
        {
            // Blocks about the group come before the first one with records.
        }

        return (header, reader._configuration);
    }

    /// <param name="keys">Empty.</param>
    /// <param name="file">The snapshot, whatever its name.</param>
    /// <param name="path">For messages.</param>
    /// <param name="progress">Told after each block how many items there are.</param>
    /// <exception cref="SnapshotDamagedException">The keyspace is of no use then.</exception>
    public static (SnapshotHeader Header, SnapshotConfiguration Configuration) Read(
        Keyspace keys, ILogFile file, string path, Action<long> progress)
    {
        var (header, configuration) = Read(new KeyspaceSink(keys), file, path, progress);
        keys.Begin(header.AppliedIndex, header.LogTimeMs);
        return (header, configuration);
    }

    /// <param name="sink">Gets what it holds.</param>
    /// <param name="file">The snapshot, whatever its name.</param>
    /// <param name="path">For messages.</param>
    /// <param name="progress">Told after each block how many items there are.</param>
    /// <exception cref="SnapshotDamagedException">What was handed to the sink is of no use then.</exception>
    public static (SnapshotHeader Header, SnapshotConfiguration Configuration) Read(
        ISnapshotSink sink, ILogFile file, string path, Action<long> progress)
    {
        var reader = new SnapshotReader(sink, file, path, progress);
        var header = reader.ReadHeader();
        while (reader.ReadBlock())
            reader._progress(reader._items);
        return (header, reader._configuration);
    }

    private SnapshotHeader ReadHeader()
    {
        var bytes = _block.AsSpan(0, SnapshotFormat.HeaderBytes);
        if (SnapshotHeader.TryRead(bytes[.._file.Read(0, bytes)], out var header, out _crc) is { } reason)
            throw Damaged(reason);
        _offset = SnapshotFormat.HeaderBytes;
        return header;
    }

    /// <summary>False = that was the end.</summary>
    private bool ReadBlock()
    {
        var left = _file.Length - _offset;
        if (left < SnapshotFormat.BlockHeadBytes
            || _file.Read(_offset, _block.AsSpan(0, SnapshotFormat.BlockHeadBytes)) < SnapshotFormat.BlockHeadBytes)
            throw Damaged("the file ends before its end mark");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_block.AsSpan(4)) + (long)SnapshotFormat.BlockHeadBytes;
        if (length > left || length > Array.MaxLength)
            throw Damaged("a block is longer than what is left of the file, or its length is damaged");
        if (_block.Length < length)
            _block = GC.AllocateUninitializedArray<byte>((int)length);
        var block = _block.AsSpan(0, (int)length);
        if (_file.Read(_offset, block) < length)
            throw Damaged("the file ends before its end mark");
        _crc = Crc32C.Append(_crc, block[4..]);
        if (_crc != BinaryPrimitives.ReadUInt32LittleEndian(block))
            throw Damaged("a block's checksum is wrong");
        var kind = BinaryPrimitives.ReadUInt32LittleEndian(block[8..]);
        var payload = block[SnapshotFormat.BlockHeadBytes..];
        if (kind == SnapshotFormat.EndBlock)
            CheckEnd(payload, left - length);
        else if (kind == SnapshotFormat.ConfigurationBlock)
            _configuration = new(BinaryPrimitives.ReadUInt64LittleEndian(payload), payload[sizeof(ulong)..].ToArray());
        else if (kind == SnapshotFormat.MirrorBlock)
            _configuration = _configuration with { Mirror = payload.ToArray() };
        else
            ReadRecords(payload);
        _hasRecords |= kind == SnapshotFormat.RecordsBlock;
        _offset += length;
        return kind != SnapshotFormat.EndBlock;
    }

    private void CheckEnd(ReadOnlySpan<byte> payload, long behind)
    {
        var items = BinaryPrimitives.ReadInt64LittleEndian(payload);
        if (items != _items)
            throw Damaged($"it should hold {items} keys and holds {_items}");
        if (behind != 0)
            throw Damaged($"{behind} bytes stand behind the end mark");
    }

    private void ReadRecords(ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var type = rest[0];
            var keyLength = BinaryPrimitives.ReadInt32LittleEndian(rest[4..]);
            var expiryMs = BinaryPrimitives.ReadInt64LittleEndian(rest[8..]);
            var version = BinaryPrimitives.ReadUInt64LittleEndian(rest[16..]);
            var count = BinaryPrimitives.ReadInt32LittleEndian(rest[24..]);
            var key = rest.Slice(SnapshotFormat.RecordHeadBytes, keyLength);
            rest = rest[(SnapshotFormat.RecordHeadBytes + keyLength)..];
            switch (type)
            {
                case (byte)ValueType.String:
                    _sink.String(key, rest[..count], expiryMs, version);
                    rest = rest[count..];
                    _items++;
                    break;
                case (byte)ValueType.Hash:
                    var fields = new SnapshotFields(rest, count);
                    _sink.Hash(key, expiryMs, version, fields);
                    rest = fields.Behind();
                    _items++;
                    break;
                case SnapshotFormat.MoreFields:
                    var more = new SnapshotFields(rest, count);
                    _sink.MoreOfHash(key, expiryMs, version, more);
                    rest = more.Behind();
                    break;
                default:
                    throw Damaged($"it holds a record of type {type}, which this version does not know");
            }
        }
    }

    private SnapshotDamagedException Damaged(string reason) => new(_path, _offset, reason);

    /// <summary>Wants no keys.</summary>
    private sealed class HeadOnly : ISnapshotSink
    {
        public void String(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long expiryMs, ulong version)
        {
        }

        public void Hash(ReadOnlySpan<byte> key, long expiryMs, ulong version, SnapshotFields fields)
        {
        }

        public void MoreOfHash(ReadOnlySpan<byte> key, long expiryMs, ulong version, SnapshotFields fields)
        {
        }
    }
}
