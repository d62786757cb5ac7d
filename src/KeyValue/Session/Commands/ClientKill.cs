using System.Text;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>CLIENT KILL, the old form with an address and the new one with filters.</summary>
internal static class ClientKill
{
    public static Step Execute(in LocalCall call)
    {
        if (call.Count == 3)
            return KillByAddress(call);
        var filter = new Filter();
        for (var i = 2; i < call.Count; i += 2)
        {
            if (i + 1 == call.Count)
            {
                call.Reply.Raw(RespReplies.SyntaxError);
                return Step.Done;
            }

            if (!TryRead(call, i, ref filter))
                return Step.Done;
        }

        return Kill(call, filter);
    }

    private static Step KillByAddress(in LocalCall call)
    {
        var filter = new Filter { Address = Encoding.Latin1.GetString(call[2]), KillsMe = true };
        var victim = call.Context.Clients.All.FirstOrDefault(filter.Matches);
        if (victim is null)
        {
            call.Reply.Error("ERR No such client"u8);
            return Step.Done;
        }

        call.Reply.Ok();
        return End(call, victim);
    }

    private static Step Kill(in LocalCall call, in Filter filter)
    {
        var step = Step.Done;
        var killed = 0;
        foreach (var session in call.Context.Clients.All)
        {
            if ((session == call.Session && !filter.KillsMe) || !filter.Matches(session))
                continue;
            killed++;
            if (End(call, session) == Step.Close)
                step = Step.Close;
        }

        call.Reply.Integer(killed);
        return step;
    }

    /// <summary>The one who asks still gets the answer.</summary>
    private static Step End(in LocalCall call, KeyValueSession victim)
    {
        if (victim == call.Session)
            return Step.Close;
        victim.Kill();
        return Step.Done;
    }

    private static bool TryRead(in LocalCall call, int at, ref Filter filter)
    {
        var value = call[at + 1];
        if (call.Is(at, "ID"u8))
        {
            if (StrictInteger.TryParse(value, out var id) && id > 0)
                filter.Id = id;
            else
                return Fail(call, "ERR client-id should be greater than 0"u8);
        }
        else if (call.Is(at, "TYPE"u8))
        {
            if (!ClientTypes.TryParse(value, out var type))
                return Fail(call, [.. "ERR Unknown client type '"u8, .. value, .. "'"u8]);
            filter.Type = type;
        }
        else if (call.Is(at, "ADDR"u8))
        {
            filter.Address = Encoding.Latin1.GetString(value);
        }
        else if (call.Is(at, "LADDR"u8))
        {
            filter.LocalAddress = Encoding.Latin1.GetString(value);
        }
        else if (call.Is(at, "USER"u8))
        {
            if (call.Context.Users.Find(value) is not { } user)
                return Fail(call, [.. "ERR No such user '"u8, .. value, .. "'"u8]);
            filter.User = user.Name;
        }
        else if (call.Is(at, "SKIPME"u8) && (call.Is(at + 1, "yes"u8) || call.Is(at + 1, "no"u8)))
        {
            filter.KillsMe = call.Is(at + 1, "no"u8);
        }
        else
        {
            return Fail(call, "ERR syntax error"u8);
        }

        return true;
    }

    private static bool Fail(in LocalCall call, ReadOnlySpan<byte> error)
    {
        call.Reply.Error(error);
        return false;
    }

    /// <summary>All that is set has to match.</summary>
    private struct Filter
    {
        public long? Id { get; set; }

        public ClientType? Type { get; set; }

        public string? Address { get; set; }

        public string? LocalAddress { get; set; }

        public string? User { get; set; }

        public bool KillsMe { get; set; }

        public readonly bool Matches(KeyValueSession session) =>
            (Id is null || Id == session.Id)
            && (Type is null || Type == ClientTypes.Of(session))
            && (Address is null || Address == ClientText.Address(session.RemoteEndPoint, session.LocalEndPoint))
            && (LocalAddress is null || LocalAddress == ClientText.Address(session.LocalEndPoint))
            && (User is null || User == session.User?.Name);
    }
}
