using System.Text;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>CLIENT and its subcommands, but for KILL.</summary>
internal static class ClientHandler
{
    public static Step Execute(in LocalCall call)
    {
        var session = call.Session;
        switch (call.Spec.Id)
        {
            case CommandId.ClientId:
                call.Reply.Integer(session.Id);
                break;
            case CommandId.ClientGetName:
                if (session.Name.Length == 0)
                    call.Reply.Null();
                else
                    call.Reply.Bulk(session.Name);
                break;
            case CommandId.ClientSetName:
                SetName(call);
                break;
            case CommandId.ClientSetInfo:
                SetInfo(call);
                break;
            case CommandId.ClientInfo:
                var text = new StringBuilder();
                ClientText.AppendLine(text, session);
                call.Reply.Verbatim("txt"u8, Encoding.Latin1.GetBytes(text.ToString()));
                break;
            case CommandId.ClientList:
                List(call);
                break;
            case CommandId.ClientKill:
                return ClientKill.Execute(call);
            case CommandId.ClientNoEvict:
                // Nothing but a flag in CLIENT LIST: no client is picked to make room for the others, as Redis does under
                // maxmemory-clients. Who needs more than the limits of input and output allow is closed, NO-EVICT or not.
                Switch(call, static (s, on) => s.NoEvict = on);
                break;
            case CommandId.ClientNoTouch:
                Switch(call, static (s, on) => s.NoTouch = on);
                break;
            case CommandId.ClientReply:
                ReplyMode(call);
                break;
            default:
                return Help(call.Reply);
        }

        return Step.Done;
    }

    private static void SetName(in LocalCall call)
    {
        if (!ClientNames.IsValid(call[2]))
        {
            call.Reply.Error(ClientNames.Invalid);
            return;
        }

        call.Session.Name = call[2].ToArray();
        call.Reply.Ok();
    }

    private static void SetInfo(in LocalCall call)
    {
        var isName = call.Is(2, "lib-name"u8);
        if (!isName && !call.Is(2, "lib-ver"u8))
        {
            call.Reply.Error([.. "ERR Unrecognized option '"u8, .. call[2], .. "'"u8]);
            return;
        }

        if (!ClientNames.IsValid(call[3]))
        {
            ReadOnlySpan<byte> option = isName ? "lib-name"u8 : "lib-ver"u8;
            call.Reply.Error([.. "ERR "u8, .. option, .. " cannot contain spaces, newlines or special characters."u8]);
            return;
        }

        if (isName)
            call.Session.LibraryName = call[3].ToArray();
        else
            call.Session.LibraryVersion = call[3].ToArray();
        call.Reply.Ok();
    }

    private static void List(in LocalCall call)
    {
        IEnumerable<KeyValueSession> sessions = call.Context.Clients.All;
        if (call.Count == 4 && call.Is(2, "TYPE"u8))
        {
            if (!ClientTypes.TryParse(call[3], out var type))
            {
                call.Reply.Error([.. "ERR Unknown client type '"u8, .. call[3], .. "'"u8]);
                return;
            }

            sessions = sessions.Where(session => ClientTypes.Of(session) == type);
        }
        else if (call.Count > 3 && call.Is(2, "ID"u8))
        {
            var ids = new HashSet<long>();
            for (var i = 3; i < call.Count; i++)
            {
                if (!StrictInteger.TryParse(call[i], out var id))
                {
                    call.Reply.Error("ERR Invalid client ID"u8);
                    return;
                }

                ids.Add(id);
            }

            sessions = sessions.Where(session => ids.Contains(session.Id));
        }
        else if (call.Count != 2)
        {
            call.Reply.Raw(RespReplies.SyntaxError);
            return;
        }

        var text = new StringBuilder();
        foreach (var session in sessions)
            ClientText.AppendLine(text, session);
        call.Reply.Verbatim("txt"u8, Encoding.Latin1.GetBytes(text.ToString()));
    }

    private static void Switch(in LocalCall call, Action<KeyValueSession, bool> set)
    {
        var on = call.Is(2, "on"u8);
        if (!on && !call.Is(2, "off"u8))
        {
            call.Reply.Raw(RespReplies.SyntaxError);
            return;
        }

        set(call.Session, on);
        call.Reply.Ok();
    }

    private static void ReplyMode(in LocalCall call)
    {
        if (call.Is(2, "on"u8))
        {
            call.Session.RepliesOn();
            call.Reply.Ok();
        }
        else if (call.Is(2, "off"u8))
        {
            call.Session.RepliesOff();
        }
        else if (call.Is(2, "skip"u8))
        {
            call.Session.SkipNextReply();
        }
        else
        {
            call.Reply.Raw(RespReplies.SyntaxError);
        }
    }

    private static Step Help(RespWriter reply) => HelpReply.Write(
        reply, "CLIENT",
        "GETNAME", "    Return the name of the current connection.",
        "ID", "    Return the ID of the current connection.",
        "INFO", "    Return information about the current client connection.",
        "KILL <ip:port>", "    Kill connection made from <ip:port>.",
        "KILL <option> <value> [<option> <value> [...]]", "    Kill connections. Options are:",
        "    * ADDR (<ip:port>|<unixsocket>:0)", "      Kill connections made from the specified address",
        "    * LADDR (<ip:port>|<unixsocket>:0)", "      Kill connections made to specified local address",
        "    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)", "      Kill connections by type.",
        "    * USER <username>", "      Kill connections authenticated by <username>.",
        "    * SKIPME (YES|NO)", "      Skip killing current connection (default: yes).",
        "LIST [options ...]", "    Return information about client connections. Options:",
        "    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)", "      Return clients of specified type.",
        "REPLY (ON|OFF|SKIP)", "    Control the replies sent to the current connection.",
        "SETINFO (LIB-NAME|LIB-VER) <value>", "    Tell the server about the client's library.",
        "SETNAME <name>", "    Assign the name <name> to the current connection.",
        "NO-EVICT (ON|OFF)", "    Protect current client connection from eviction.",
        "NO-TOUCH (ON|OFF)", "    Read keys without marking them as used.");
}
