using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands.Strings;

/// <summary>The expiry that SET and its relatives take: it must be positive, whereas that of EXPIRE need not.</summary>
internal static class ExpiryArgument
{
    /// <param name="context">Where the error goes.</param>
    /// <param name="argument">The number.</param>
    /// <param name="kind">Its unit and from when it counts.</param>
    /// <param name="command">Named in the error.</param>
    /// <param name="expiryMs">Unix milliseconds.</param>
    public static bool TryParse(
        in CommandContext context, ReadOnlySpan<byte> argument, ExpiryKind kind, ReadOnlySpan<byte> command, out long expiryMs)
    {
        if (!context.TryInteger(argument, out expiryMs))
            return false;
        var inSeconds = kind is ExpiryKind.Seconds or ExpiryKind.AtSecond;
        var baseMs = kind is ExpiryKind.Seconds or ExpiryKind.Milliseconds ? context.TimeMs : 0;
        if (expiryMs > 0 && (!inSeconds || expiryMs <= long.MaxValue / 1000))
        {
            expiryMs = inSeconds ? expiryMs * 1000 : expiryMs;
            if (expiryMs <= long.MaxValue - baseMs)
            {
                expiryMs += baseMs;
                return true;
            }
        }

        Errors.InvalidExpireTime(context.Reply, command);
        return false;
    }
}
