using System.Text;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Commands;

/// <summary>Arguments that are not taken as they are; the error is written where one does not fit.</summary>
internal static class Arguments
{
    /// <summary>An option's word in any case.</summary>
    public static bool Is(this ReadOnlySpan<byte> argument, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(argument, word);

    public static bool TryInteger(this in CommandContext context, ReadOnlySpan<byte> argument, out long value)
    {
        if (StrictInteger.TryParse(argument, out value))
            return true;
        context.Reply.Raw(RespReplies.NotAnInteger);
        return false;
    }

    public static bool TryFloat(this in CommandContext context, ReadOnlySpan<byte> argument, out ExtendedFloat value)
    {
        if (ExtendedFloatParser.TryParse(argument, out value))
            return true;
        context.Reply.Raw(RespReplies.NotAFloat);
        return false;
    }

    /// <summary>Whether a value of that many bytes is one that Redis would keep.</summary>
    public static bool FitsString(this in CommandContext context, long length, long more)
    {
        if ((ulong)length + (ulong)more <= Engine.Keyspace.ValueBytesMax)
            return true;
        context.Reply.Error("ERR string exceeds maximum allowed size (proto-max-bulk-len)"u8);
        return false;
    }
}
