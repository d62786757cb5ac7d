using FromScratch.Protocols.Resp;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Keys;

/// <summary>DEL and UNLINK, EXISTS, TOUCH, TYPE.</summary>
internal static class KeyCommands
{
    public static void Del(in RespRequest request, in CommandContext context)
    {
        var count = 0;
        for (var at = 1; at < request.Count; at++)
            count += context.Keys.Remove(request[at]) ? 1 : 0;
        context.Reply.Integer(count);
    }

    public static void Exists(in RespRequest request, in CommandContext context)
    {
        var count = 0;
        for (var at = 1; at < request.Count; at++)
            count += context.Peek(request[at]).Exists ? 1 : 0;
        context.Reply.Integer(count);
    }

    /// <summary>An access is all that is asked for, so it is one under CLIENT NO-TOUCH too.</summary>
    public static void Touch(in RespRequest request, in CommandContext context)
    {
        var touching = context with { NoTouch = false };
        var count = 0;
        for (var at = 1; at < request.Count; at++)
            count += touching.FindToRead(request[at]).Exists ? 1 : 0;
        context.Reply.Integer(count);
    }

    public static void Type(in RespRequest request, in CommandContext context) =>
        context.Reply.Simple(NameOf(context.Peek(request[1]).Type));

    /// <summary>As TYPE answers it.</summary>
    public static ReadOnlySpan<byte> NameOf(ValueType type) => type switch
    {
        ValueType.String => "string"u8,
        ValueType.Hash => "hash"u8,
        _ => "none"u8,
    };
}
