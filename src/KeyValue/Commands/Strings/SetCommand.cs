using FromScratch.KeyValue.Engine;
using FromScratch.Protocols.Resp;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Strings;

/// <summary>SET with its options, SETNX, SETEX, PSETEX.</summary>
internal static class SetCommand
{
    public static void Set(in RespRequest request, in CommandContext context)
    {
        if (request.Count == 3)
        {
            context.Keys.SetString(request[1], request[2], expiryMs: 0);
            context.Reply.Ok();
            return;
        }

        var options = default(SetOptions);
        if (options.TryParseSet(request))
            SetWith(options, request, context);
        else
            context.Reply.Raw(RespReplies.SyntaxError);
    }

    public static void SetNx(in RespRequest request, in CommandContext context)
    {
        var found = context.FindToWrite(request[1]).Exists;
        if (!found)
            context.Keys.SetString(request[1], request[2], expiryMs: 0);
        context.Reply.Integer(found ? 0 : 1);
    }

    public static void SetEx(in RespRequest request, in CommandContext context) =>
        SetExpiring(request, context, ExpiryKind.Seconds, "setex"u8);

    public static void PSetEx(in RespRequest request, in CommandContext context) =>
        SetExpiring(request, context, ExpiryKind.Milliseconds, "psetex"u8);

    private static void SetExpiring(in RespRequest request, in CommandContext context, ExpiryKind kind, ReadOnlySpan<byte> command)
    {
        if (!ExpiryArgument.TryParse(context, request[2], kind, command, out var expiryMs))
            return;
        context.Keys.SetString(request[1], request[3], expiryMs);
        context.Reply.Ok();
    }

    private static void SetWith(SetOptions options, in RespRequest request, in CommandContext context)
    {
        var expiryMs = 0L;
        if (options.Expiry != ExpiryKind.None
            && !ExpiryArgument.TryParse(context, request[options.ExpiryIndex], options.Expiry, "set"u8, out expiryMs))
            return;
        var item = options.Get ? context.FindToRead(request[1]) : context.FindToWrite(request[1]);
        if ((options.Get || options.ExpectedIndex > 0) && context.IsWrongType(item, ValueType.String))
            return;
        // The value before is answered whether the new one is set or not; copied out before it is overwritten.
        if (options.Get && item.Exists)
            context.Reply.Bulk(item.Value);
        else if (options.Get)
            context.Reply.Null();
        var set = IsMet(options, request, item);
        if (set)
            context.Keys.SetString(request[1], request[2], options.KeepExpiry ? item.ExpiryMs : expiryMs);
        if (options.Get)
            return;
        if (set)
            context.Reply.Ok();
        else
            context.Reply.Null();
    }

    private static bool IsMet(in SetOptions options, in RespRequest request, in Item item)
    {
        if (options.IfMissing)
            return !item.Exists;
        if (options.IfPresent)
            return item.Exists;
        return options.ExpectedIndex == 0 || (item.Exists && item.Value.SequenceEqual(request[options.ExpectedIndex]));
    }
}
