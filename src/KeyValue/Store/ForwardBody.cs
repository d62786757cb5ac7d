using System.Buffers.Binary;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Store;

/// <summary>
/// A write on its way to the leader, or a read of a witness's client: u8 layout (1), u8 version of RESP for the answer, u8 kind (0 one
/// command, 1 transaction, and 2 more when it only reads), u8 entry tag, u32 number of commands, then conditions and commands as in an
/// entry.
/// </summary>
/// <param name="Version">For the answer.</param>
/// <param name="IsTransaction">It is answered by an array.</param>
/// <param name="IsRead">It changes nothing: no entry is made of it.</param>
/// <param name="Tag">Of the entry.</param>
/// <param name="CommandCount">How many commands.</param>
internal readonly record struct ForwardHead(RespVersion Version, bool IsTransaction, bool IsRead, EntryTag Tag, int CommandCount)
{
    public const int Bytes = 8;
    private const byte Layout = 1;

    public void Write(Span<byte> to)
    {
        to[0] = Layout;
        to[1] = Version == RespVersion.Resp3 ? (byte)3 : (byte)2;
        to[2] = (byte)((IsTransaction ? 1 : 0) + (IsRead ? 2 : 0));
        to[3] = (byte)Tag;
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], CommandCount);
    }

    /// <summary>Null = this version does not know such a request.</summary>
    public static ForwardHead? TryRead(ReadOnlySpan<byte> body)
    {
        if (body.Length < Bytes || body[0] != Layout || body[1] is < 2 or > 3 || body[2] > 3
            || body[3] is not ((byte)EntryTag.Commands or (byte)EntryTag.Conditional))
            return null;
        var version = body[1] == 3 ? RespVersion.Resp3 : RespVersion.Resp2;
        var (isTransaction, isRead) = ((body[2] & 1) != 0, (body[2] & 2) != 0);
        return new ForwardHead(version, isTransaction, isRead, (EntryTag)body[3], BinaryPrimitives.ReadInt32LittleEndian(body[4..]));
    }
}
