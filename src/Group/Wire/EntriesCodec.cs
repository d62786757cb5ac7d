using System.Buffers.Binary;
using FromScratch.Group.Members;
using FromScratch.Replication.Membership;
using FromScratch.Replication.Messages;

namespace FromScratch.Group.Wire;

/// <summary>The entries behind an append's message: per entry u32 payload length, u8 tag, payload.</summary>
internal sealed class EntriesCodec
{
    public const int HeaderBytes = 5;
    private readonly List<(int Offset, int Length, byte Tag)> _entries = [];
    private readonly List<(ulong Index, MemberList Members)> _configurations = [];

    public int Count => _entries.Count;

    /// <summary>The configurations among the entries read last, ascending.</summary>
    public IReadOnlyList<(ulong Index, MemberList Members)> Configurations => _configurations;

    public static void Write(WireWriter writer, byte tag, ReadOnlySpan<byte> payload)
    {
        var to = writer.Reserve(HeaderBytes + payload.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to, payload.Length);
        to[4] = tag;
        payload.CopyTo(to[HeaderBytes..]);
    }

    /// <summary>Finds the entries; the bytes stay where they are. False = these are not the message's entries.</summary>
    public bool TryRead(ReadOnlySpan<byte> bytes, ref Message message, int payloadBytesMax)
    {
        _entries.Clear();
        _configurations.Clear();
        List<PlacedConfiguration>? placed = null;
        var at = 0;
        while (at < bytes.Length)
        {
            if (bytes.Length - at < HeaderBytes)
                return false;
            var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
            var tag = bytes[at + 4];
            at += HeaderBytes;
            if (length > (uint)payloadBytesMax || length > (uint)(bytes.Length - at))
                return false;
            if (tag == GroupTags.Configuration)
            {
                if (MemberList.TryDecode(bytes.Slice(at, (int)length)) is not { } members)
                    return false;
                var index = message.Index + (ulong)_entries.Count + 1;
                _configurations.Add((index, members));
                (placed ??= []).Add(new PlacedConfiguration(index, members.ToConfiguration()));
            }

            _entries.Add((at, (int)length, tag));
            at += (int)length;
        }

        message = message with { Configurations = placed };
        return _entries.Count == message.EntryCount && (message.EntryCount == 0 || message.EntryTerm > 0);
    }

    public ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> bytes, int position, out byte tag)
    {
        var (offset, length, found) = _entries[position];
        tag = found;
        return bytes.Slice(offset, length);
    }
}
