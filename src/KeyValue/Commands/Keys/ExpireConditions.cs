using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands.Keys;

/// <summary>The options NX, XX, GT and LT of EXPIRE and its relatives.</summary>
internal struct ExpireConditions
{
    private bool _ifNone;
    private bool _ifSome;
    private bool _ifLater;
    private bool _ifSooner;

    /// <summary>Those from the fourth argument on; the error is written where they do not fit.</summary>
    public static bool TryParse(in RespRequest request, in CommandContext context, out ExpireConditions conditions)
    {
        conditions = default;
        for (var at = 3; at < request.Count; at++)
        {
            if (conditions.TryAdd(request[at]))
                continue;
            Unsupported(request[at], context.Reply);
            return false;
        }

        if (conditions is { _ifNone: true } and ({ _ifSome: true } or { _ifLater: true } or { _ifSooner: true }))
            context.Reply.Error("ERR NX and XX, GT or LT options at the same time are not compatible"u8);
        else if (conditions is { _ifLater: true, _ifSooner: true })
            context.Reply.Error("ERR GT and LT options at the same time are not compatible"u8);
        else
            return true;
        return false;
    }

    /// <param name="currentMs">0 = never, which is later than anything.</param>
    /// <param name="expiryMs">What is to be set.</param>
    public readonly bool Allow(long currentMs, long expiryMs)
    {
        var expires = currentMs != 0;
        return !(_ifNone && expires)
            && !(_ifSome && !expires)
            && !(_ifLater && (!expires || expiryMs <= currentMs))
            && !(_ifSooner && expires && expiryMs >= currentMs);
    }

    private static void Unsupported(ReadOnlySpan<byte> word, RespWriter reply)
    {
        var text = "ERR Unsupported option "u8;
        var error = new byte[text.Length + word.Length];
        text.CopyTo(error);
        word.CopyTo(error.AsSpan(text.Length));
        reply.Error(error);
    }

    private bool TryAdd(ReadOnlySpan<byte> word)
    {
        if (word.Is("nx"u8))
            return _ifNone = true;
        if (word.Is("xx"u8))
            return _ifSome = true;
        if (word.Is("gt"u8))
            return _ifLater = true;
        return word.Is("lt"u8) && (_ifSooner = true);
    }
}
