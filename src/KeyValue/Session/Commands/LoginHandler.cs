using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>AUTH and HELLO.</summary>
internal static class LoginHandler
{
    public static Step Auth(in LocalCall call)
    {
        if (call.Count > 3)
        {
            call.Reply.Raw(RespReplies.SyntaxError);
            return Step.Done;
        }

        if (call.Count == 2 && call.Context.Users.Default.NeedsNoPassword)
        {
            call.Reply.Error([
                .. "ERR AUTH <password> called without any password configured for the default user. "u8,
                .. "Are you sure your configuration is correct?"u8,
            ]);
            return Step.Done;
        }

        if (call.Count == 2 ? LogIn(call, "default"u8, call[1]) : LogIn(call, call[1], call[2]))
            call.Reply.Ok();
        else
            WrongPassword(call);
        return Step.Done;
    }

    public static Step Hello(in LocalCall call)
    {
        var version = call.Session.Version;
        if (call.Count > 1 && !TryReadVersion(call, out version))
            return Step.Done;
        var auth = 0;
        var name = 0;
        for (var i = 2; i < call.Count; i++)
        {
            var left = call.Count - 1 - i;
            if (call.Is(i, "AUTH"u8) && left >= 2)
            {
                auth = i + 1;
                i += 2;
            }
            else if (call.Is(i, "SETNAME"u8) && left >= 1)
            {
                name = ++i;
            }
            else
            {
                call.Reply.Error([.. "ERR Syntax error in HELLO option '"u8, .. call[i], .. "'"u8]);
                return Step.Done;
            }
        }

        if (name > 0 && !ClientNames.IsValid(call[name]))
        {
            call.Reply.Error(ClientNames.Invalid);
            return Step.Done;
        }

        if (auth > 0 && !LogIn(call, call[auth], call[auth + 1]))
        {
            WrongPassword(call);
            return Step.Done;
        }

        if (call.Session.User is null)
        {
            call.Reply.Error([
                .. "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> "u8,
                .. "option can be used to authenticate the client and select the RESP protocol version at the same time"u8,
            ]);
            return Step.Done;
        }

        if (name > 0)
            call.Session.Name = call[name].ToArray();
        call.Session.Version = version;
        Introduce(call, new RespWriter(call.Reply.Output, version));
        return Step.Done;
    }

    private static bool TryReadVersion(in LocalCall call, out RespVersion version)
    {
        version = default;
        if (!StrictInteger.TryParse(call[1], out var number))
        {
            call.Reply.Error("ERR Protocol version is not an integer or out of range"u8);
            return false;
        }

        if (number is not (2 or 3))
        {
            call.Reply.Error("NOPROTO unsupported protocol version"u8);
            return false;
        }

        version = (RespVersion)number;
        return true;
    }

    private static void Introduce(in LocalCall call, RespWriter reply)
    {
        reply.Map(7);
        reply.Bulk("server"u8);
        reply.Bulk("redis"u8);
        reply.Bulk("version"u8);
        reply.Bulk("7.0.15"u8);
        reply.Bulk("proto"u8);
        reply.Integer((int)reply.Version);
        reply.Bulk("id"u8);
        reply.Integer(call.Session.Id);
        reply.Bulk("mode"u8);
        reply.Bulk("standalone"u8);
        reply.Bulk("role"u8);
        reply.Bulk(call.Context.Store.IsLeader ? "master"u8 : "replica"u8);
        reply.Bulk("modules"u8);
        reply.Array(0);
    }

    private static bool LogIn(in LocalCall call, ReadOnlySpan<byte> name, ReadOnlySpan<byte> password)
    {
        if (call.Context.Users.LogIn(name, password) is not { } user)
        {
            call.Context.Counters.AuthFailures++;
            return false;
        }

        call.Session.User = user;
        return true;
    }

    private static void WrongPassword(in LocalCall call) =>
        call.Reply.Error("WRONGPASS invalid username-password pair or user is disabled."u8);
}
