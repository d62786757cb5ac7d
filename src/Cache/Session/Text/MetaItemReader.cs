using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Cache.Session.Text;

/// <summary>
/// Formats an item as mg asked for it: HD or VA, the flags in the client's order, then the lease's Z, X and W, then the value.
/// </summary>
internal ref struct MetaItemReader(MetaCommand command, OutputBuffer output, bool casDisabled) : IItemReader
{
    private readonly MetaCommand _command = command;

    public int ValueLength { get; private set; }

    public void Read(in ItemView item)
    {
        var cas = casDisabled ? 0 : item.Cas;
        ValueLength = item.ValueLength;
        var withValue = _command.Has(MetaFlags.Value) && !(_command.Has(MetaFlags.CompareCas) && _command.CompareCas == cas);
        var writer = new ReplyWriter(output.GetSpan(MetaReply.LineBytesMax + (withValue ? ValueLength + 2 : 0)));
        if (withValue)
        {
            writer.Bytes("VA "u8);
            writer.Number((ulong)ValueLength);
        }
        else
        {
            writer.Bytes("HD"u8);
        }

        foreach (var flag in _command.Flags)
            WriteFlag(ref writer, flag, item, cas);
        WriteLease(ref writer, item.Lease);
        writer.LineEnd();
        if (withValue)
        {
            item.CopyValueTo(writer.Take(ValueLength));
            writer.LineEnd();
        }

        output.Advance(writer.Written);
    }

    private readonly void WriteFlag(ref ReplyWriter writer, ReadOnlySpan<byte> flag, in ItemView item, ulong cas)
    {
        switch (flag[0])
        {
            case (byte)'s':
                writer.Flag((byte)'s');
                writer.Number((ulong)item.ValueLength);
                break;
            case (byte)'t':
                MetaReply.TtlFlag(ref writer, item.Info.TtlSeconds);
                break;
            case (byte)'c':
                writer.Flag((byte)'c');
                writer.Number(cas);
                break;
            case (byte)'f':
                writer.Flag((byte)'f');
                writer.Number(item.ClientFlags);
                break;
            case (byte)'l':
                writer.Flag((byte)'l');
                writer.Number((ulong)item.Info.IdleSeconds);
                break;
            case (byte)'h':
                writer.Flag((byte)'h');
                writer.Byte(item.Info.Fetched ? (byte)'1' : (byte)'0');
                break;
            default:
                MetaReply.Echo(ref writer, flag, _command);
                break;
        }
    }

    private static void WriteLease(ref ReplyWriter writer, LeaseState lease)
    {
        if (lease == LeaseState.None)
            return;
        if ((lease & LeaseState.TokenTaken) != 0)
            writer.Flag((byte)'Z');
        if ((lease & LeaseState.Stale) != 0)
            writer.Flag((byte)'X');
        if ((lease & LeaseState.Won) != 0)
            writer.Flag((byte)'W');
    }
}
