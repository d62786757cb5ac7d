using System.Buffers;
using System.Buffers.Binary;
using FromScratch.Cache.Engine;

namespace FromScratch.Cache.Restart;

/// <param name="Items">Items stored again.</param>
/// <param name="Refused">Items that the engine did not take: -I or -m is smaller than it was.</param>
/// <param name="Expired">Items left out because they died while the server was away.</param>
/// <param name="Complete">The file was read to its trailer and the count agreed.</param>
/// <param name="DamagedAtOffset">Where the first record that cannot be trusted begins; -1 when there is none.</param>
public readonly record struct ItemFileResult(long Items, long Refused, long Expired, bool Complete, long DamagedAtOffset);

/// <summary>Reads the warm-restart file back into an engine; the layout and what damage means are in FORMAT.md.</summary>
public sealed class ItemFileReader
{
    /// <summary>No item is larger (-I).</summary>
    private const int ValueBytesMax = 1 << 30;

    private readonly CacheEngine _engine;
    private readonly Stream _file;
    private readonly long _nowUnixSeconds;
    private byte[] _record = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private uint _crc;
    private long _items;
    private long _refused;
    private long _expired;
    private ulong _lastCas;
    private bool _lastCasKnown;

    private ItemFileReader(CacheEngine engine, Stream file, long nowUnixSeconds) =>
        (_engine, _file, _nowUnixSeconds) = (engine, file, nowUnixSeconds);

    /// <exception cref="InvalidDataException">Not such a file, or of a version that is not known, or its header is damaged.</exception>
    public static ItemFileResult Read(CacheEngine engine, Stream file, long nowUnixSeconds)
    {
        var reader = new ItemFileReader(engine, file, nowUnixSeconds);
        var offset = reader.ReadHeader();
        var result = reader.ReadRecords(offset);
        engine.ContinueCasAfter(reader._lastCas);
        return result;
    }

    /// <summary>Returns its length.</summary>
    private int ReadHeader()
    {
        if (!Fill(0, ItemFileWriter.HeaderBytesVersion1) || !_record.AsSpan().StartsWith(ItemFileWriter.Magic))
            throw new InvalidDataException("not a warm-restart file");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(_record.AsSpan(8));
        if (version == 1)
            return ItemFileWriter.HeaderBytesVersion1;
        if (version != ItemFileWriter.Version)
            throw new InvalidDataException($"warm-restart file of version {version}; known: 1 and {ItemFileWriter.Version}");
        if (!Fill(ItemFileWriter.HeaderBytesVersion1, ItemFileWriter.HeaderBytes) || !HeaderIsWhole())
            throw new InvalidDataException("the header is damaged");
        _lastCas = BinaryPrimitives.ReadUInt64LittleEndian(_record.AsSpan(20));
        _lastCasKnown = true;
        return ItemFileWriter.HeaderBytes;
    }

    private bool HeaderIsWhole() =>
        ItemFileWriter.Checksum(0, _record.AsSpan(0, 28)) == BinaryPrimitives.ReadUInt32LittleEndian(_record.AsSpan(28));

    private ItemFileResult ReadRecords(long offset)
    {
        long? count = null;
        while (count is null)
        {
            var length = ReadRecord(out count);
            if (length == 0)
                break;
            offset += length;
        }

        ArrayPool<byte>.Shared.Return(_record);
        var complete = count == _items + _refused + _expired;
        return new ItemFileResult(_items, _refused, _expired, complete, complete ? -1 : offset);
    }

    /// <summary>Reads one record or the trailer. Returns its length, 0 when it cannot be trusted.</summary>
    private int ReadRecord(out long? count)
    {
        count = null;
        if (!Fill(0, 5))
            return 0;
        if (_record[4] == 0)
        {
            if (!Fill(5, ItemFileWriter.TrailerBytes) || !CheckCrc(ItemFileWriter.TrailerBytes))
                return 0;
            count = BinaryPrimitives.ReadInt64LittleEndian(_record.AsSpan(5));
            return ItemFileWriter.TrailerBytes;
        }

        if (!Fill(5, ItemFileWriter.RecordHeaderBytes))
            return 0;
        var valueLength = BinaryPrimitives.ReadInt32LittleEndian(_record.AsSpan(5));
        if (valueLength is < 0 or > ValueBytesMax)
            return 0;
        var length = ItemFileWriter.RecordHeaderBytes + _record[4] + valueLength;
        if (length > _file.Length || !Fill(ItemFileWriter.RecordHeaderBytes, length) || !CheckCrc(length))
            return 0;
        Store(valueLength);
        return length;
    }

    private void Store(int valueLength)
    {
        var record = _record.AsSpan();
        var expiry = BinaryPrimitives.ReadInt64LittleEndian(record[21..]);
        if (expiry != 0 && expiry <= _nowUnixSeconds)
        {
            _expired++;
            return;
        }

        var key = record.Slice(ItemFileWriter.RecordHeaderBytes, record[4]);
        var request = new StoreRequest
        {
            Key = key,
            Hash = _engine.Hash(key),
            Value = record.Slice(ItemFileWriter.RecordHeaderBytes + key.Length, valueLength),
            ClientFlags = BinaryPrimitives.ReadUInt32LittleEndian(record[9..]),
            NewCas = BinaryPrimitives.ReadUInt64LittleEndian(record[13..]),
            Expiry = expiry == 0 ? Expiry.Never : _engine.Clock.ExpiryAtUnix(expiry),
        };
        if (_engine.Store(request, out _) == StoreStatus.Stored)
            _items++;
        else
            _refused++;
        if (!_lastCasKnown)
            _lastCas = Math.Max(_lastCas, request.NewCas);
    }

    private bool CheckCrc(int length)
    {
        _crc = ItemFileWriter.Checksum(_crc, _record.AsSpan(4, length - 4));
        return _crc == BinaryPrimitives.ReadUInt32LittleEndian(_record);
    }

    /// <summary>Has bytes [from, to) of the record in the buffer; false when the file ends before.</summary>
    private bool Fill(int from, int to)
    {
        if (_record.Length < to)
        {
            var larger = ArrayPool<byte>.Shared.Rent(to);
            _record.AsSpan(0, from).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_record);
            _record = larger;
        }

        return _file.ReadAtLeast(_record.AsSpan(from, to - from), to - from, throwOnEndOfStream: false) == to - from;
    }
}
