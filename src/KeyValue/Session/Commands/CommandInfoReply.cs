using System.Text;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>One command as COMMAND INFO and COMMAND DOCS describe it.</summary>
internal static class CommandInfoReply
{
    /// <summary>Ten elements: name, arity, flags, first key, last key, step, categories, tips, key specifications, subcommands.</summary>
    public static void Write(RespWriter reply, CommandSpec spec)
    {
        reply.Array(10);
        reply.Bulk(spec.FullName);
        reply.Integer(spec.Arity);
        Words(reply, CommandFlagNames.Of(spec.Flags));
        reply.Integer(spec.FirstKey);
        reply.Integer(spec.LastKey);
        reply.Integer(spec.KeyStep);
        Words(reply, AclCategoryNames.Of(spec.Categories));
        reply.Array(spec.Tips.Length);
        foreach (var tip in spec.Tips)
            reply.Bulk(Encoding.ASCII.GetBytes(tip));
        reply.Array(spec.Keys.Length);
        foreach (var key in spec.Keys)
            Write(reply, key);
        reply.Array(spec.Subcommands.Length);
        foreach (var subcommand in spec.Subcommands)
            Write(reply, subcommand);
    }

    public static void WriteDocs(RespWriter reply, CommandSpec spec)
    {
        var hasSubcommands = spec.Subcommands.Length > 0;
        reply.Bulk(spec.FullName);
        reply.Map(hasSubcommands ? 4 : 3);
        reply.Bulk("summary"u8);
        reply.Bulk(Encoding.ASCII.GetBytes(spec.Summary));
        reply.Bulk("since"u8);
        reply.Bulk(Encoding.ASCII.GetBytes(spec.Since));
        reply.Bulk("group"u8);
        reply.Bulk(spec.Group.Name());
        if (!hasSubcommands)
            return;
        reply.Bulk("subcommands"u8);
        reply.Map(spec.Subcommands.Length);
        foreach (var subcommand in spec.Subcommands)
            WriteDocs(reply, subcommand);
    }

    private static void Words(RespWriter reply, IEnumerable<string> words)
    {
        var all = words.ToArray();
        reply.Set(all.Length);
        foreach (var word in all)
            reply.Simple(Encoding.ASCII.GetBytes(word));
    }

    private static void Write(RespWriter reply, in KeySpec key)
    {
        reply.Map(3);
        reply.Bulk("flags"u8);
        Words(reply, KeyFlagNames.Of(key.Flags));
        reply.Bulk("begin_search"u8);
        reply.Map(2);
        reply.Bulk("type"u8);
        reply.Bulk("index"u8);
        reply.Bulk("spec"u8);
        reply.Map(1);
        reply.Bulk("index"u8);
        reply.Integer(key.First);
        reply.Bulk("find_keys"u8);
        reply.Map(2);
        reply.Bulk("type"u8);
        reply.Bulk("range"u8);
        reply.Bulk("spec"u8);
        reply.Map(3);
        reply.Bulk("lastkey"u8);
        reply.Integer(key.Last);
        reply.Bulk("keystep"u8);
        reply.Integer(key.Step);
        reply.Bulk("limit"u8);
        reply.Integer(0);
    }
}
