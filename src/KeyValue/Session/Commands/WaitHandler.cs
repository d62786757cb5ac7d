using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>
/// WAIT and WAITAOF. A write is answered when it is kept as the durability promises, and this server has no replicas: who wants none is
/// answered at once, others when their time is up.
/// </summary>
internal static class WaitHandler
{
    public static Step Execute(in LocalCall call)
    {
        var isAof = call.Spec.Id == CommandId.WaitAof;
        var local = 0L;
        if (isAof && (!StrictInteger.TryParse(call[1], out local) || local is < 0 or > 1))
        {
            call.Reply.Error("ERR value is out of range, must be between 0 and 1"u8);
            return Step.Done;
        }

        if (!StrictInteger.TryParse(call[isAof ? 2 : 1], out var replicas) || (isAof && replicas < 0))
        {
            call.Reply.Raw(RespReplies.NotAnInteger);
            return Step.Done;
        }

        if (!StrictInteger.TryParse(call[isAof ? 3 : 2], out var timeoutMs))
        {
            call.Reply.Error("ERR timeout is not an integer or out of range"u8);
            return Step.Done;
        }

        if (timeoutMs < 0)
        {
            call.Reply.Error("ERR timeout is negative"u8);
            return Step.Done;
        }

        if (isAof && local > 0 && !call.Context.Options.AppendOnly)
        {
            call.Reply.Error("ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled."u8);
            return Step.Done;
        }

        var reached = isAof && IsKept(call) ? 1 : 0;
        if (replicas <= 0 && local <= reached)
        {
            Write(call.Reply, isAof, reached);
            return Step.Done;
        }

        var session = call.Session;
        return Deferral.After(session, timeoutMs, reply => Write(reply, isAof, isAof && IsKept(session) ? 1 : 0));
    }

    private static bool IsKept(in LocalCall call) => IsKept(call.Session);

    /// <summary>With appendfsync always what is answered is on disk; otherwise it is as soon as the log says so.</summary>
    private static bool IsKept(KeyValueSession session)
    {
        var options = session.Context.Options;
        return options.AppendOnly && options.AppendFsync == AppendFsync.Always;
    }

    private static void Write(RespWriter reply, bool isAof, int local)
    {
        if (isAof)
        {
            reply.Array(2);
            reply.Integer(local);
        }

        reply.Integer(0);
    }
}
