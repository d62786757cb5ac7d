using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands;

/// <summary>Error replies that more than one command gives.</summary>
internal static class Errors
{
    public static ReadOnlySpan<byte> Overflow => "ERR increment or decrement would overflow"u8;

    public static ReadOnlySpan<byte> NotFinite => "ERR increment would produce NaN or Infinity"u8;

    /// <param name="reply">Where it goes.</param>
    /// <param name="command">The command's name in lower case.</param>
    public static void InvalidExpireTime(RespWriter reply, ReadOnlySpan<byte> command) =>
        Named(reply, "-ERR invalid expire time in '"u8, command);

    public static void WrongArity(RespWriter reply, ReadOnlySpan<byte> command) =>
        Named(reply, "-ERR wrong number of arguments for '"u8, command);

    private static void Named(RespWriter reply, ReadOnlySpan<byte> text, ReadOnlySpan<byte> command)
    {
        reply.Raw(text);
        reply.Raw(command);
        reply.Raw("' command\r\n"u8);
    }
}
