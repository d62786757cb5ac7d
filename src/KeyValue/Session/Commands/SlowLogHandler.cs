using System.Text;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>SLOWLOG GET, LEN, RESET, HELP.</summary>
internal static class SlowLogHandler
{
    public static Step Execute(in LocalCall call)
    {
        switch (call.Spec.Id)
        {
            case CommandId.SlowLogGet:
                Get(call);
                break;
            case CommandId.SlowLogLen:
                call.Reply.Integer(call.Context.SlowLog.Count);
                break;
            case CommandId.SlowLogReset:
                call.Context.SlowLog.Clear();
                call.Reply.Ok();
                break;
            default:
                return HelpReply.Write(
                    call.Reply, "SLOWLOG",
                    "GET [<count>]", "    Return top <count> entries from the slowlog (default: 10, -1 mean all).",
                    "    Entries are made of:", "    id, timestamp, time in microseconds, arguments array, client IP and port,",
                    "    client name",
                    "LEN", "    Return the length of the slowlog.",
                    "RESET", "    Reset the slowlog.");
        }

        return Step.Done;
    }

    private static void Get(in LocalCall call)
    {
        var count = 10L;
        if (call.Count > 3)
        {
            CommandErrors.WrongArity(call.Reply.Output, call.Spec);
            return;
        }

        if (call.Count == 3 && (!StrictInteger.TryParse(call[2], out count) || count is < -1 or > int.MaxValue))
        {
            call.Reply.Error("ERR count should be greater than or equal to -1"u8);
            return;
        }

        var log = call.Context.SlowLog;
        var shown = count < 0 ? log.Count : (int)Math.Min(count, log.Count);
        call.Reply.Array(shown);
        foreach (var entry in log.Latest.Take(shown))
        {
            call.Reply.Array(6);
            call.Reply.Integer(entry.Id);
            call.Reply.Integer(entry.UnixSeconds);
            call.Reply.Integer(entry.Microseconds);
            call.Reply.Array(entry.Arguments.Length);
            foreach (var argument in entry.Arguments)
                call.Reply.Bulk(argument);
            call.Reply.Bulk(Encoding.Latin1.GetBytes(entry.Address));
            call.Reply.Bulk(entry.ClientName);
        }
    }
}
