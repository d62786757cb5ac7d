using FromScratch.Replication.Messages;

namespace FromScratch.Group.Wire;

/// <summary>
/// A replica's message in 80 bytes: kind, flags, two zeros, u32 entry count, then nine u64. Entries of an append follow it.
/// </summary>
internal static class MessageCodec
{
    public const int Bytes = 80;
    private const byte RejectedFlag = 1;
    private const byte TransferFlag = 2;

    public static void Write(WireWriter writer, in Message message)
    {
        writer.Byte((byte)message.Kind);
        writer.Byte((byte)((message.Rejected ? RejectedFlag : 0) | (message.IsTransfer ? TransferFlag : 0)));
        writer.UInt16(0);
        writer.UInt32((uint)message.EntryCount);
        writer.UInt64(message.From);
        writer.UInt64(message.To);
        writer.UInt64(message.Term);
        writer.UInt64(message.Index);
        writer.UInt64(message.LogTerm);
        writer.UInt64(message.Commit);
        writer.UInt64(message.Hint);
        writer.UInt64(message.Round);
        writer.UInt64(message.EntryTerm);
    }

    /// <summary>False = this is no message.</summary>
    public static bool TryRead(ref WireReader reader, out Message message)
    {
        var (kind, flags, zeros, count) = ((MessageKind)reader.Byte(), reader.Byte(), reader.UInt16(), reader.UInt32());
        message = new Message
        {
            Kind = kind,
            Rejected = (flags & RejectedFlag) != 0,
            IsTransfer = (flags & TransferFlag) != 0,
            EntryCount = (int)Math.Min(count, int.MaxValue),
            From = reader.UInt64(),
            To = reader.UInt64(),
            Term = reader.UInt64(),
            Index = reader.UInt64(),
            LogTerm = reader.UInt64(),
            Commit = reader.UInt64(),
            Hint = reader.UInt64(),
            Round = reader.UInt64(),
            EntryTerm = reader.UInt64(),
        };
        return !reader.HasFailed && zeros == 0 && flags <= (RejectedFlag | TransferFlag) && count <= int.MaxValue
            && kind is >= MessageKind.PreVoteRequest and <= MessageKind.TimeoutNow
            && (count == 0 || kind == MessageKind.Append)
            && message.Index <= ulong.MaxValue - count;
    }
}
