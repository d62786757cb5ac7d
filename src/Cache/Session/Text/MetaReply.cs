using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Cache.Session.Text;

/// <summary>What the replies of all meta commands share.</summary>
internal static class MetaReply
{
    /// <summary>Bytes of a meta reply's line at most: code, length, every flag with its longest number, opaque, a base64 key.</summary>
    public const int LineBytesMax = 1024;

    /// <summary>Writes the flags that repeat the request: opaque and key. Others are passed over.</summary>
    public static void Echo(ref ReplyWriter writer, ReadOnlySpan<byte> flag, in MetaCommand command)
    {
        if (flag[0] == 'O')
        {
            writer.Byte((byte)' ');
            writer.Bytes(flag);
        }
        else if (flag[0] == 'k')
        {
            writer.KeyFlag(command.Key, command.Has(MetaFlags.Base64Key));
        }
    }

    /// <summary>A code of two letters and the echoed flags.</summary>
    public static void Write(OutputBuffer output, ReadOnlySpan<byte> code, in MetaCommand command)
    {
        var writer = new ReplyWriter(output.GetSpan(LineBytesMax));
        writer.Bytes(code);
        foreach (var flag in command.Flags)
            Echo(ref writer, flag, command);
        writer.LineEnd();
        output.Advance(writer.Written);
    }

    /// <summary>Seconds that are left, as flag t shows them: -1 = for ever.</summary>
    public static void TtlFlag(ref ReplyWriter writer, long ttlSeconds)
    {
        writer.Flag((byte)'t');
        writer.Number(ttlSeconds);
    }
}
