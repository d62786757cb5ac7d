using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>SAVE, BGSAVE, LASTSAVE, SHUTDOWN.</summary>
internal static class SaveHandler
{
    public static Step Execute(in LocalCall call)
    {
        switch (call.Spec.Id)
        {
            case CommandId.Save:
                return Save(call);
            case CommandId.BgSave:
                BackgroundSave(call);
                return Step.Done;
            case CommandId.LastSave:
                call.Reply.Integer(call.Context.Store.Stats.LastSnapshotUnixSeconds);
                return Step.Done;
            default:
                return Shutdown(call);
        }
    }

    public static Step Save(in LocalCall call)
    {
        var session = call.Session;
        if (call.Context.Store.TryBeginSnapshot(error => Tell(session, error)))
            return session.Defer();
        WriteNoSnapshot(call);
        return Step.Done;
    }

    private static void BackgroundSave(in LocalCall call)
    {
        if (call.Count > 2 || (call.Count == 2 && !call.Is(1, "schedule"u8)))
            call.Reply.Raw(RespReplies.SyntaxError);
        else if (call.Context.Store.TryBeginSnapshot(static _ => { }))
            call.Reply.Simple("Background saving started"u8);
        else
            WriteNoSnapshot(call);
    }

    private static void WriteNoSnapshot(in LocalCall call)
    {
        if (call.Context.Options.AppendOnly)
            call.Reply.Error("ERR Background save already in progress"u8);
        else
            call.Reply.Error("ERR nothing is kept on disk with appendonly no"u8);
    }

    private static void Tell(KeyValueSession session, Exception? error)
    {
        lock (session.Context.Store.Gate)
        {
            session.Complete(reply =>
            {
                if (error is null)
                    reply.Ok();
                else
                    reply.Error("ERR"u8);
            });
        }
    }

    /// <summary>What was acknowledged is on disk already, so SAVE and NOSAVE differ in the snapshot alone.</summary>
    private static Step Shutdown(in LocalCall call)
    {
        var save = false;
        for (var i = 1; i < call.Count; i++)
        {
            save |= call.Is(i, "save"u8);
            if (!call.Is(i, "save"u8) && !call.Is(i, "nosave"u8) && !call.Is(i, "now"u8) && !call.Is(i, "force"u8))
            {
                call.Reply.Raw(RespReplies.SyntaxError);
                return Step.Done;
            }
        }

        if (call.Context.StopHost is not { } stop)
        {
            call.Reply.Error("ERR Errors trying to SHUTDOWN. Check logs."u8);
            return Step.Done;
        }

        var session = call.Session;
        if (save && call.Context.Store.TryBeginSnapshot(error => StopAfter(session, error, stop)))
            return session.Defer();
        stop();
        return Step.Close;
    }

    private static void StopAfter(KeyValueSession session, Exception? error, Action stop)
    {
        if (error is null)
        {
            stop();
            session.Kill();
            return;
        }

        lock (session.Context.Store.Gate)
            session.Complete(static reply => reply.Error("ERR Errors trying to SHUTDOWN. Check logs."u8));
    }
}
