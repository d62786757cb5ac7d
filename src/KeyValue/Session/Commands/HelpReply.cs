using System.Text;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>What a HELP subcommand answers: a line of grammar, the given lines, and itself.</summary>
internal static class HelpReply
{
    public static Step Write(RespWriter reply, string command, params ReadOnlySpan<string> lines)
    {
        reply.Array(lines.Length + 3);
        reply.Simple(Encoding.ASCII.GetBytes(command + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"));
        foreach (var line in lines)
            reply.Simple(Encoding.ASCII.GetBytes(line));
        reply.Simple("HELP"u8);
        reply.Simple("    Prints this help."u8);
        return Step.Done;
    }
}
