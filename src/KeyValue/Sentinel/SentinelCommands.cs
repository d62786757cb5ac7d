using System.Globalization;
using System.Text;
using FromScratch.KeyValue.Session;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Sentinel;

/// <summary>
/// What clients of Sentinel send: PING, HELLO, AUTH, CLIENT, INFO, ROLE, SENTINEL, (P)(UN)SUBSCRIBE, QUIT. One reply each.
/// </summary>
internal static class SentinelCommands
{
    /// <returns>False = the connection is closed behind the reply.</returns>
    public static bool Execute(SentinelSession session, in RespRequest request, RespWriter reply)
    {
        var name = Upper(request[0]);
        if (!session.IsLoggedIn && name is not ("AUTH" or "HELLO" or "QUIT"))
        {
            reply.Error("NOAUTH Authentication required."u8);
            return true;
        }

        switch (name)
        {
            case "PING":
                Ping(session, request, reply);
                break;
            case "HELLO":
                Hello(session, request, reply);
                break;
            case "AUTH" when request.Count is 2 or 3:
                LogIn(session, request.Count == 3 ? request[1] : "default"u8, request[^1], reply);
                break;
            case "CLIENT" when request.Count >= 2:
                Client(session, request, reply);
                break;
            case "INFO":
                reply.Bulk(Encoding.UTF8.GetBytes(Info(session.Context)));
                break;
            case "ROLE":
                reply.Array(2);
                reply.Bulk("sentinel"u8);
                reply.Array(1);
                reply.Bulk(session.Context.GroupName);
                break;
            case "COMMAND":
                reply.Array(0);
                break;
            case "SENTINEL" when request.Count >= 2:
                SentinelSubcommands.Execute(session.Context, request, reply);
                break;
            case "SUBSCRIBE" or "PSUBSCRIBE" when request.Count >= 2:
                Subscribe(session, request, name[0] == 'P', reply);
                break;
            case "UNSUBSCRIBE" or "PUNSUBSCRIBE":
                Unsubscribe(session, request, name[0] == 'P', reply);
                break;
            case "QUIT":
                reply.Ok();
                return false;
            default:
                Refuse(request, reply);
                break;
        }

        return true;
    }

    private static void Ping(SentinelSession session, in RespRequest request, RespWriter reply)
    {
        if (session.SubscriptionCount > 0 && reply.Version == RespVersion.Resp2)
        {
            reply.Array(2);
            reply.Bulk("pong"u8);
            reply.Bulk(request.Count > 1 ? request[1] : []);
        }
        else if (request.Count > 1)
        {
            reply.Bulk(request[1]);
        }
        else
        {
            reply.Raw(RespReplies.Pong);
        }
    }

    private static void Hello(SentinelSession session, in RespRequest request, RespWriter reply)
    {
        var version = session.Version;
        if (request.Count > 1 && Upper(request[1]) is var wanted)
        {
            if (wanted is not ("2" or "3"))
            {
                reply.Error("NOPROTO unsupported protocol version"u8);
                return;
            }

            version = wanted == "3" ? RespVersion.Resp3 : RespVersion.Resp2;
        }

        for (var i = 2; i < request.Count; i++)
        {
            if (Upper(request[i]) == "AUTH" && i + 2 < request.Count)
            {
                if (session.Context.LogIn(request[i + 1], request[i + 2]) is null)
                {
                    reply.Error("WRONGPASS invalid username-password pair or user is disabled."u8);
                    return;
                }

                session.IsLoggedIn = true;
                i += 2;
            }
            else if (Upper(request[i]) == "SETNAME" && i + 1 < request.Count)
            {
                session.Name = request[++i].ToArray();
            }
            else
            {
                reply.Raw(RespReplies.SyntaxError);
                return;
            }
        }

        if (!session.IsLoggedIn)
        {
            reply.Error("NOAUTH HELLO must be called with the client already authenticated, or with AUTH <user> <pass>."u8);
            return;
        }

        session.Version = version;
        Introduce(session, new RespWriter(reply.Output, version));
    }

    private static void Introduce(SentinelSession session, RespWriter reply)
    {
        reply.Map(6);
        Pair(reply, "server", "redis");
        Pair(reply, "version", KeyValueContext.RedisVersion);
        reply.Bulk("proto"u8);
        reply.Integer((int)session.Version);
        reply.Bulk("id"u8);
        reply.Integer(session.Id);
        Pair(reply, "mode", "sentinel");
        reply.Bulk("modules"u8);
        reply.Array(0);
    }

    private static void LogIn(SentinelSession session, ReadOnlySpan<byte> user, ReadOnlySpan<byte> password, RespWriter reply)
    {
        if (session.Context.LogIn(user, password) is null)
        {
            reply.Error("WRONGPASS invalid username-password pair or user is disabled."u8);
            return;
        }

        session.IsLoggedIn = true;
        reply.Ok();
    }

    private static void Client(SentinelSession session, in RespRequest request, RespWriter reply)
    {
        switch (Upper(request[1]))
        {
            case "ID":
                reply.Integer(session.Id);
                break;
            case "SETNAME" when request.Count == 3:
                session.Name = request[2].ToArray();
                reply.Ok();
                break;
            case "GETNAME":
                reply.Bulk(session.Name);
                break;
            case "SETINFO" when request.Count == 4:
                reply.Ok();
                break;
            default:
                Refuse(request, reply);
                break;
        }
    }

    private static string Info(SentinelContext context)
    {
        var view = context.Look();
        var text = new StringBuilder("# Server\r\n")
            .Append(CultureInfo.InvariantCulture, $"redis_version:{KeyValueContext.RedisVersion}\r\nredis_mode:sentinel\r\n")
            .Append(CultureInfo.InvariantCulture, $"run_id:{context.RunId}\r\ntcp_port:{context.Port}\r\n\r\n")
            .Append("# Sentinel\r\nsentinel_masters:1\r\nsentinel_tilt:0\r\nsentinel_running_scripts:0\r\n")
            .Append("sentinel_scripts_queue_length:0\r\nsentinel_simulate_failure_flags:0\r\n");
        if (view.Master is { } master)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"master0:name={context.GroupNameText},status={(master.IsUp ? "ok" : "odown")},address={master.Host}:{master.Port},"
                + $"slaves={view.Replicas.Count},sentinels={view.VoterCount}\r\n");
        }

        return text.ToString();
    }

    private static void Subscribe(SentinelSession session, in RespRequest request, bool isPattern, RespWriter reply)
    {
        for (var i = 1; i < request.Count; i++)
        {
            if (!session.TrySubscribe(request[i], isPattern))
            {
                reply.Error("ERR max number of subscriptions reached"u8);
                continue;
            }

            Confirm(session, isPattern ? "psubscribe"u8 : "subscribe"u8, request[i], reply);
        }
    }

    private static void Unsubscribe(SentinelSession session, in RespRequest request, bool isPattern, RespWriter reply)
    {
        var word = isPattern ? "punsubscribe"u8 : "unsubscribe"u8;
        for (var i = 1; i < request.Count; i++)
        {
            session.Unsubscribe(request[i], isPattern);
            Confirm(session, word, request[i], reply);
        }

        if (request.Count > 1)
            return;
        var all = session.Subscriptions(isPattern);
        foreach (var name in all)
        {
            session.Unsubscribe(name, isPattern);
            Confirm(session, word, name, reply);
        }

        if (all.Count > 0)
            return;
        reply.Push(3);
        reply.Bulk(word);
        reply.Null();
        reply.Integer(session.SubscriptionCount);
    }

    private static void Confirm(SentinelSession session, ReadOnlySpan<byte> word, ReadOnlySpan<byte> name, RespWriter reply)
    {
        reply.Push(3);
        reply.Bulk(word);
        reply.Bulk(name);
        reply.Integer(session.SubscriptionCount);
    }

    private static void Refuse(in RespRequest request, RespWriter reply) =>
        reply.Error(Encoding.UTF8.GetBytes($"ERR unknown command '{Encoding.UTF8.GetString(request[0])}', with args beginning with: "));

    private static void Pair(RespWriter reply, string name, string value)
    {
        reply.Bulk(Encoding.UTF8.GetBytes(name));
        reply.Bulk(Encoding.UTF8.GetBytes(value));
    }

    private static string Upper(ReadOnlySpan<byte> word) => Encoding.Latin1.GetString(word).ToUpperInvariant();
}
