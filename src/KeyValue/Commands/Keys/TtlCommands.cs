using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands.Keys;

/// <summary>TTL, PTTL, EXPIRETIME, PEXPIRETIME: -1 = never expires, -2 = no such key.</summary>
internal static class TtlCommands
{
    public static void Ttl(in RespRequest request, in CommandContext context) => Write(request, context, context.TimeMs, inSeconds: true);

    public static void PTtl(in RespRequest request, in CommandContext context) => Write(request, context, context.TimeMs, inSeconds: false);

    public static void ExpireTime(in RespRequest request, in CommandContext context) =>
        Write(request, context, sinceMs: 0, inSeconds: true);

    public static void PExpireTime(in RespRequest request, in CommandContext context) =>
        Write(request, context, sinceMs: 0, inSeconds: false);

    private static void Write(in RespRequest request, in CommandContext context, long sinceMs, bool inSeconds)
    {
        var item = context.Peek(request[1]);
        if (!item.Exists || item.ExpiryMs == 0)
        {
            context.Reply.Integer(item.Exists ? -1 : -2);
            return;
        }

        var timeMs = Math.Max(0, item.ExpiryMs - sinceMs);
        // Rounded, not cut.
        context.Reply.Integer(inSeconds ? (long)(((ulong)timeMs + 500) / 1000) : timeMs);
    }
}
