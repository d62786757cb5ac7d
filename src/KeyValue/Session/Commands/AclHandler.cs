using System.Text;
using FromScratch.KeyValue.Session.Access;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>ACL, as far as users can be looked at; they are changed in the options.</summary>
internal static class AclHandler
{
    public static Step Execute(in LocalCall call)
    {
        switch (call.Spec.Id)
        {
            case CommandId.AclWhoAmI:
                call.Reply.Bulk(Bytes(call.Session.User?.Name ?? "default"));
                break;
            case CommandId.AclList:
                WriteAll(call.Reply, [.. call.Context.Users.All.Select(AclLine.Format)]);
                break;
            case CommandId.AclUsers:
                WriteAll(call.Reply, [.. call.Context.Users.All.Select(static user => user.Name)]);
                break;
            case CommandId.AclCat:
                Categories(call);
                break;
            case CommandId.AclGetUser:
                GetUser(call);
                break;
            default:
                return HelpReply.Write(
                    call.Reply, "ACL",
                    "CAT [<category>]", "    List all commands that belong to <category>, or all command categories",
                    "    when no category is specified.",
                    "GETUSER <username>", "    Get the user's details.",
                    "LIST", "    Show users details in config file format.",
                    "USERS", "    List all the registered usernames.",
                    "WHOAMI", "    Return the current connection username.");
        }

        return Step.Done;
    }

    private static void Categories(in LocalCall call)
    {
        if (call.Count > 3)
        {
            CommandErrors.WrongArity(call.Reply.Output, call.Spec);
            return;
        }

        var all = AclCategoryNames.Of((AclCategories)ushort.MaxValue).Select(static name => name[1..]).ToArray();
        if (call.Count == 2)
        {
            WriteAll(call.Reply, all);
            return;
        }

        var category = Encoding.Latin1.GetString(call[2]);
        if (!all.Contains(category, StringComparer.OrdinalIgnoreCase))
        {
            call.Reply.Error([.. "ERR Unknown category '"u8, .. call[2], .. "'"u8]);
            return;
        }

        WriteAll(call.Reply, [.. CommandLists.All.Where(spec => CommandLists.IsOf(spec, category)).Select(CommandLists.NameOf)]);
    }

    private static void GetUser(in LocalCall call)
    {
        if (call.Context.Users.Find(call[2]) is not { } user)
        {
            call.Reply.Null();
            return;
        }

        string[] flags = [user.IsEnabled ? "on" : "off", .. user.NeedsNoPassword ? ["nopass"] : Array.Empty<string>()];
        call.Reply.Map(6);
        call.Reply.Bulk("flags"u8);
        call.Reply.Set(flags.Length);
        foreach (var flag in flags)
            call.Reply.Bulk(Bytes(flag));
        call.Reply.Bulk("passwords"u8);
        WriteAll(call.Reply, [.. user.Passwords.Select(Convert.ToHexStringLower)]);
        Pair(call.Reply, "commands"u8, AclLine.CommandsOf(user));
        Pair(call.Reply, "keys"u8, AclLine.KeysOf(user));
        Pair(call.Reply, "channels"u8, "&*");
        call.Reply.Bulk("selectors"u8);
        call.Reply.Array(0);
    }

    private static void Pair(RespWriter reply, ReadOnlySpan<byte> name, string value)
    {
        reply.Bulk(name);
        reply.Bulk(Bytes(value));
    }

    private static void WriteAll(RespWriter reply, string[] texts)
    {
        reply.Array(texts.Length);
        foreach (var text in texts)
            reply.Bulk(Bytes(text));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
