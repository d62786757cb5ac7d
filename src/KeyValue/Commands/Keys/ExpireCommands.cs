using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands.Keys;

/// <summary>EXPIRE, PEXPIRE, EXPIREAT, PEXPIREAT, PERSIST. A time that has come already deletes the key.</summary>
internal static class ExpireCommands
{
    private const int MsPerSecond = 1000;

    public static void Expire(in RespRequest request, in CommandContext context) =>
        SetExpiry(request, context, MsPerSecond, context.TimeMs, "expire"u8);

    public static void PExpire(in RespRequest request, in CommandContext context) =>
        SetExpiry(request, context, 1, context.TimeMs, "pexpire"u8);

    public static void ExpireAt(in RespRequest request, in CommandContext context) =>
        SetExpiry(request, context, MsPerSecond, baseMs: 0, "expireat"u8);

    public static void PExpireAt(in RespRequest request, in CommandContext context) =>
        SetExpiry(request, context, 1, baseMs: 0, "pexpireat"u8);

    public static void Persist(in RespRequest request, in CommandContext context)
    {
        var expires = context.FindToWrite(request[1]).ExpiryMs != 0;
        if (expires)
            context.Keys.SetExpiry(request[1], expiryMs: 0);
        context.Reply.Integer(expires ? 1 : 0);
    }

    private static void SetExpiry(
        in RespRequest request, in CommandContext context, int unitMs, long baseMs, ReadOnlySpan<byte> command)
    {
        if (!ExpireConditions.TryParse(request, context, out var conditions) || !context.TryInteger(request[2], out var expiryMs))
            return;
        if (expiryMs > long.MaxValue / unitMs || expiryMs < long.MinValue / unitMs || expiryMs * unitMs > long.MaxValue - baseMs)
        {
            Errors.InvalidExpireTime(context.Reply, command);
            return;
        }

        expiryMs = (expiryMs * unitMs) + baseMs;
        var item = context.FindToWrite(request[1]);
        if (!item.Exists || !conditions.Allow(item.ExpiryMs, expiryMs))
        {
            context.Reply.Integer(0);
            return;
        }

        if (expiryMs <= context.TimeMs)
            context.Keys.Remove(request[1]);
        else
            context.Keys.SetExpiry(request[1], expiryMs);
        context.Reply.Integer(1);
    }
}
