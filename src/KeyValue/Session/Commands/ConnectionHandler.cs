using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>PING, ECHO, QUIT, RESET, SELECT, READONLY, READWRITE.</summary>
internal static class ConnectionHandler
{
    public static Step Ping(in LocalCall call)
    {
        if (call.Count > 2)
        {
            CommandErrors.WrongArity(call.Reply.Output, call.Spec);
        }
        else if (call.Session.IsSubscribed && call.Reply.Version == RespVersion.Resp2)
        {
            call.Reply.Array(2);
            call.Reply.Bulk("pong"u8);
            call.Reply.Bulk(call.Count == 1 ? [] : call[1]);
        }
        else if (call.Count == 1)
        {
            call.Reply.Raw(RespReplies.Pong);
        }
        else
        {
            call.Reply.Bulk(call[1]);
        }

        return Step.Done;
    }

    public static Step Echo(in LocalCall call)
    {
        call.Reply.Bulk(call[1]);
        return Step.Done;
    }

    public static Step Quit(in LocalCall call)
    {
        call.Reply.Ok();
        return Step.Close;
    }

    public static Step Reset(in LocalCall call)
    {
        call.Session.Restart();
        call.Reply.Simple("RESET"u8);
        return Step.Done;
    }

    public static Step SetReadOnly(in LocalCall call)
    {
        call.Session.AllowsStale = call.Spec.Id == CommandId.ReadOnly;
        call.Reply.Ok();
        return Step.Done;
    }

    public static Step Select(in LocalCall call)
    {
        if (!StrictInteger.TryParse(call[1], out var index) || index is < int.MinValue or > int.MaxValue)
            call.Reply.Raw(RespReplies.NotAnInteger);
        else if (index != 0)
            call.Reply.Error("ERR DB index is out of range"u8);
        else
            call.Reply.Ok();
        return Step.Done;
    }
}
