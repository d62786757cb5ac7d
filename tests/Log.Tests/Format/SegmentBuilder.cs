using System.Text;
using FromScratch.Log.Format;

namespace FromScratch.Log.Tests.Format;

/// <summary>Writes a segment in memory, record by record.</summary>
internal sealed class SegmentBuilder
{
    private readonly byte[] _bytes = new byte[64 * 1024];
    private readonly uint _seed;
    private ulong _durable;

    public SegmentBuilder(SegmentHeader header)
    {
        Header = header;
        header.Write(_bytes);
        _seed = header.Seed;
        LastIndex = _durable = header.FirstIndex - 1;
        LastTerm = header.PreviousTerm;
        LastCrc = header.PreviousCrc;
    }

    public static SegmentHeader FirstHeader { get; } = new() { Identity = 77, Sequence = 1, FirstIndex = 1, Salt = 4711, IsStart = true };

    public SegmentHeader Header { get; }

    public int Offset { get; private set; } = SegmentHeader.SpaceBytes;

    public ulong LastIndex { get; set; }

    public ulong LastTerm { get; set; }

    public uint LastCrc { get; set; }

    /// <summary>Where each record begins, marks included.</summary>
    public List<int> Starts { get; } = [];

    public void Entry(ulong term, string payload, byte tag = 0)
    {
        LastIndex++;
        LastTerm = term;
        LastCrc = Write(RecordKind.Entry, tag, payload);
    }

    public void Mark() => Write(RecordKind.Mark, 0, "");

    /// <summary>What was written up to here is on disk; records to come say so.</summary>
    public void Synced() => _durable = LastIndex;

    public byte[] ToArray(int length) => _bytes[..length];

    private uint Write(RecordKind kind, byte tag, string payload)
    {
        Starts.Add(Offset);
        var record = _bytes.AsSpan(Offset);
        var size = RecordCodec.WriteDraft(record, LastTerm, LastIndex, kind, tag, Encoding.ASCII.GetBytes(payload));
        var crc = RecordCodec.Seal(record[..size], _seed, Offset, LastCrc, _durable);
        Offset += size;
        return crc;
    }
}
