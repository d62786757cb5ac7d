using FromScratch.Protocols.Resp;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Strings;

/// <summary>Parts of values: STRLEN, GETRANGE, SETRANGE, APPEND.</summary>
internal static class RangeCommands
{
    public static void StrLen(in RespRequest request, in CommandContext context)
    {
        var item = context.FindToRead(request[1]);
        if (!context.IsWrongType(item, ValueType.String))
            context.Reply.Integer(item.Exists ? item.Value.Length : 0);
    }

    public static void GetRange(in RespRequest request, in CommandContext context)
    {
        if (!context.TryInteger(request[2], out var first) || !context.TryInteger(request[3], out var last))
            return;
        var item = context.FindToRead(request[1]);
        if (context.IsWrongType(item, ValueType.String))
            return;
        if (item.Exists && IndexRange.TryResolve(ref first, ref last, item.Value.Length))
            context.Reply.Bulk(item.Value[(int)first..((int)last + 1)]);
        else
            context.Reply.Raw(RespReplies.EmptyBulk);
    }

    public static void SetRange(in RespRequest request, in CommandContext context)
    {
        if (!context.TryInteger(request[2], out var offset))
            return;
        if (offset < 0)
        {
            context.Reply.Error("ERR offset is out of range"u8);
            return;
        }

        var item = context.FindToWrite(request[1]);
        if (context.IsWrongType(item, ValueType.String))
            return;
        var length = item.Exists ? item.Value.Length : 0;
        var part = request[3];
        if (part.IsEmpty)
        {
            context.Reply.Integer(length);
            return;
        }

        if (!context.FitsString(offset, part.Length))
            return;
        length = Math.Max(length, (int)offset + part.Length);
        part.CopyTo(context.Keys.OpenString(request[1], length)[(int)offset..]);
        context.Reply.Integer(length);
    }

    public static void Append(in RespRequest request, in CommandContext context)
    {
        var item = context.FindToWrite(request[1]);
        if (context.IsWrongType(item, ValueType.String))
            return;
        var before = item.Exists ? item.Value.Length : 0;
        if (!context.FitsString(before, request[2].Length))
            return;
        var length = before + request[2].Length;
        request[2].CopyTo(context.Keys.OpenString(request[1], length)[before..]);
        context.Reply.Integer(length);
    }
}
