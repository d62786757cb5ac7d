using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands.Keys;

/// <summary>What OBJECT HELP answers.</summary>
internal static class ObjectHelpReply
{
    public static void Write(RespWriter reply)
    {
        reply.Array(15);
        reply.Simple("OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"u8);
        reply.Simple("ENCODING <key>"u8);
        reply.Simple("    Return the kind of internal representation used in order to store the value"u8);
        reply.Simple("    associated with a <key>."u8);
        reply.Simple("FREQ <key>"u8);
        reply.Simple("    Return the access frequency index of the <key>. The returned integer is"u8);
        reply.Simple("    proportional to the logarithm of the recent access frequency of the key."u8);
        reply.Simple("IDLETIME <key>"u8);
        reply.Simple("    Return the idle time of the <key>, that is the approximated number of"u8);
        reply.Simple("    seconds elapsed since the last access to the key."u8);
        reply.Simple("REFCOUNT <key>"u8);
        reply.Simple("    Return the number of references of the value associated with the specified"u8);
        reply.Simple("    <key>."u8);
        reply.Simple("HELP"u8);
        reply.Simple("    Prints this help."u8);
    }
}
