using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands.Bits;

/// <summary>The last word of BITCOUNT and BITPOS: what their indexes count.</summary>
internal static class BitUnit
{
    /// <summary>1 for BIT, 8 for BYTE. False = another word: the error is written.</summary>
    public static bool TryParse(ReadOnlySpan<byte> word, in CommandContext context, out int bits)
    {
        bits = word.Is("bit"u8) ? 1 : 8;
        if (bits == 1 || word.Is("byte"u8))
            return true;
        context.Reply.Raw(RespReplies.SyntaxError);
        return false;
    }
}
