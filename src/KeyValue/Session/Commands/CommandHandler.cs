using System.Text;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>COMMAND and its subcommands, from the command table.</summary>
internal static class CommandHandler
{
    public static Step Execute(in LocalCall call)
    {
        switch (call.Spec.Id)
        {
            case CommandId.Command:
                WriteAll(call, static (reply, spec) => CommandInfoReply.Write(reply, spec));
                break;
            case CommandId.CommandCount:
                call.Reply.Integer(CommandTable.All.Count);
                break;
            case CommandId.CommandInfo:
                Info(call);
                break;
            case CommandId.CommandDocs:
                Docs(call);
                break;
            case CommandId.CommandList:
                List(call);
                break;
            case CommandId.CommandGetKeys:
                GetKeys(call);
                break;
            default:
                return HelpReply.Write(
                    call.Reply, "COMMAND",
                    "(no subcommand)", "    Return details about all Redis commands.",
                    "COUNT", "    Return the total number of commands in this Redis server.",
                    "LIST", "    Return a list of all commands in this Redis server.",
                    "INFO [<command-name> ...]", "    Return details about multiple Redis commands.",
                    "    If no command names are given, documentation details for all", "    commands are returned.",
                    "DOCS [<command-name> ...]", "    Return documentation details about multiple Redis commands.",
                    "    If no command names are given, documentation details for all", "    commands are returned.",
                    "GETKEYS <full-command>", "    Return the keys from a full Redis command.");
        }

        return Step.Done;
    }

    /// <summary>A command by its name, or a subcommand by both with a bar between.</summary>
    internal static CommandSpec? Find(ReadOnlySpan<byte> name)
    {
        var bar = name.IndexOf((byte)'|');
        return bar < 0 ? CommandLookup.Find(name) : CommandLookup.Find(name[..bar])?.FindSubcommand(name[(bar + 1)..]);
    }

    private static void WriteAll(in LocalCall call, Action<RespWriter, CommandSpec> write)
    {
        call.Reply.Array(CommandTable.All.Count);
        foreach (var spec in CommandTable.All)
            write(call.Reply, spec);
    }

    private static void Info(in LocalCall call)
    {
        if (call.Count == 2)
        {
            WriteAll(call, static (reply, spec) => CommandInfoReply.Write(reply, spec));
            return;
        }

        call.Reply.Array(call.Count - 2);
        for (var i = 2; i < call.Count; i++)
        {
            if (Find(call[i]) is { } spec)
                CommandInfoReply.Write(call.Reply, spec);
            else
                call.Reply.NullArray();
        }
    }

    private static void Docs(in LocalCall call)
    {
        var shown = new List<CommandSpec>(call.Count == 2 ? CommandTable.All : []);
        for (var i = 2; i < call.Count; i++)
        {
            if (Find(call[i]) is { } spec)
                shown.Add(spec);
        }

        call.Reply.Map(shown.Count);
        foreach (var spec in shown)
            CommandInfoReply.WriteDocs(call.Reply, spec);
    }

    private static void List(in LocalCall call)
    {
        IEnumerable<CommandSpec> shown = CommandTable.All;
        if (call.Count == 5 && call.Is(2, "filterby"u8))
        {
            var value = call[4].ToArray();
            if (call.Is(3, "aclcat"u8))
            {
                var category = Encoding.Latin1.GetString(value);
                shown = CommandLists.All.Where(spec => CommandLists.IsOf(spec, category));
            }
            else if (call.Is(3, "pattern"u8))
            {
                shown = CommandLists.All.Where(spec => GlobPattern.Matches(value, spec.FullName, ignoreCase: true));
            }
            else if (call.Is(3, "module"u8))
            {
                shown = [];
            }
            else
            {
                call.Reply.Raw(RespReplies.SyntaxError);
                return;
            }
        }
        else if (call.Count != 2)
        {
            call.Reply.Raw(RespReplies.SyntaxError);
            return;
        }

        var names = shown.ToArray();
        call.Reply.Array(names.Length);
        foreach (var spec in names)
            call.Reply.Bulk(spec.FullName);
    }

    private static void GetKeys(in LocalCall call)
    {
        var count = call.Count - 2;
        var spec = CommandLookup.Find(call[2]);
        if (spec is { Subcommands.Length: > 0 } && count > 1)
            spec = spec.FindSubcommand(call[3]);
        if (spec is null)
        {
            call.Reply.Error("ERR Invalid command specified"u8);
            return;
        }

        if (spec.Keys.Length == 0)
        {
            call.Reply.Error("ERR The command has no key arguments"u8);
            return;
        }

        if (!spec.Accepts(count))
        {
            call.Reply.Error("ERR Invalid number of arguments specified for command"u8);
            return;
        }

        var keys = 0;
        foreach (var _ in spec.KeysOf(count))
            keys++;
        call.Reply.Array(keys);
        foreach (var index in spec.KeysOf(count))
            call.Reply.Bulk(call[2 + index]);
    }
}
