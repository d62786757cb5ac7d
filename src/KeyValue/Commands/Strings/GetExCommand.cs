using FromScratch.Protocols.Resp;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Strings;

/// <summary>GETEX: answers the value and changes its expiry.</summary>
internal static class GetExCommand
{
    public static void GetEx(in RespRequest request, in CommandContext context)
    {
        var options = default(SetOptions);
        if (!options.TryParseGetEx(request))
        {
            context.Reply.Raw(RespReplies.SyntaxError);
            return;
        }

        var item = context.FindToRead(request[1]);
        if (!item.Exists)
        {
            context.Reply.Null();
            return;
        }

        var expiryMs = 0L;
        if (context.IsWrongType(item, ValueType.String))
            return;
        if (options.Expiry != ExpiryKind.None
            && !ExpiryArgument.TryParse(context, request[options.ExpiryIndex], options.Expiry, "getex"u8, out expiryMs))
            return;
        context.Reply.Bulk(item.Value);
        if (options.Expiry is ExpiryKind.AtSecond or ExpiryKind.AtMillisecond && expiryMs <= context.TimeMs)
            context.Keys.Remove(request[1]);
        else if (options.Expiry != ExpiryKind.None || (options.Persist && item.ExpiryMs != 0))
            context.Keys.SetExpiry(request[1], expiryMs);
    }
}
