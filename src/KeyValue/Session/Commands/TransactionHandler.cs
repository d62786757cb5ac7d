using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>MULTI, DISCARD, WATCH, UNWATCH; EXEC is the session's own.</summary>
internal static class TransactionHandler
{
    public static Step Execute(in LocalCall call)
    {
        switch (call.Spec.Id)
        {
            case CommandId.Multi:
                call.Session.Multi(call.Reply);
                break;
            case CommandId.Discard:
                call.Session.Discard(call.Reply);
                break;
            case CommandId.Watch:
                call.Session.Watch(call.Request, call.Reply);
                break;
            default:
                call.Session.Unwatch();
                call.Reply.Ok();
                break;
        }

        return Step.Done;
    }
}
