using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>TIME, MONITOR.</summary>
internal static class ServerHandler
{
    public static Step Execute(in LocalCall call)
    {
        switch (call.Spec.Id)
        {
            case CommandId.Time:
                Time(call);
                break;
            case CommandId.Monitor:
                call.Session.IsMonitor = true;
                call.Context.Monitors.Add(call.Session);
                call.Reply.Ok();
                break;
            default:
                CommandErrors.Write(call.Reply.Output, LookupResult.UnknownCommand, call.Request, null);
                break;
        }

        return Step.Done;
    }

    private static void Time(in LocalCall call)
    {
        var now = call.Context.Time.GetUtcNow();
        call.Reply.Array(2);
        call.Reply.BulkInteger(now.ToUnixTimeSeconds());
        call.Reply.BulkInteger(now.UtcTicks / TimeSpan.TicksPerMicrosecond % 1_000_000);
    }
}
