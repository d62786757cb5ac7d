using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>MEMORY USAGE and HELP.</summary>
internal static class MemoryHandler
{
    public static Step Execute(in LocalCall call)
    {
        if (call.Spec.Id == CommandId.MemoryHelp)
        {
            return HelpReply.Write(
                call.Reply, "MEMORY",
                "USAGE <key> [SAMPLES <count>]", "    Return memory in bytes used by <key> and its value.");
        }

        for (var i = 3; i < call.Count; i += 2)
        {
            if (!call.Is(i, "samples"u8) || i + 1 == call.Count)
            {
                call.Reply.Raw(RespReplies.SyntaxError);
                return Step.Done;
            }

            if (!StrictInteger.TryParse(call[i + 1], out var samples))
            {
                call.Reply.Raw(RespReplies.NotAnInteger);
                return Step.Done;
            }

            if (samples < 0)
            {
                call.Reply.Raw(RespReplies.SyntaxError);
                return Step.Done;
            }
        }

        call.Context.ObserveTime();
        var item = call.Context.Store.Keys.Find(call[2]);
        if (item.Exists)
            call.Reply.Integer(item.Bytes);
        else
            call.Reply.Null();
        return Step.Done;
    }
}
