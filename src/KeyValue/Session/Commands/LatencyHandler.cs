using FromScratch.KeyValue.Session.Statistics;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>
/// LATENCY HISTOGRAM over what <see cref="CommandCounters"/> has measured. No events are recorded, as with Redis's default of
/// latency-monitor-threshold 0, so HISTORY and LATEST are empty.
/// </summary>
internal static class LatencyHandler
{
    public static Step Execute(in LocalCall call)
    {
        switch (call.Spec.Id)
        {
            case CommandId.LatencyHistogram:
                Histogram(call);
                break;
            case CommandId.LatencyHistory:
            case CommandId.LatencyLatest:
                call.Reply.Array(0);
                break;
            case CommandId.LatencyReset:
                call.Reply.Integer(0);
                break;
            default:
                return HelpReply.Write(
                    call.Reply, "LATENCY",
                    "HISTORY <event>", "    Return time-latency samples for the <event> class.",
                    "LATEST", "    Return the latest latency samples for all events.",
                    "RESET [<event> ...]", "    Reset latency data of one or more <event> classes.",
                    "    (default: reset all data for all event classes)",
                    "HISTOGRAM [COMMAND ...]",
                    "    Return a cumulative distribution of latencies in the format of a histogram for the specified command names.",
                    "    If no commands are specified then all histograms are replied.");
        }

        return Step.Done;
    }

    private static void Histogram(in LocalCall call)
    {
        var shown = new List<CommandFigures>();
        if (call.Count == 2)
            shown.AddRange(call.Context.Counters.Used.Where(static f => f.Calls > 0));
        for (var i = 2; i < call.Count; i++)
        {
            if (CommandLookup.Find(call[i]) is not { } spec)
                continue;
            Add(call.Context.Counters.Of(spec), shown);
            foreach (var subcommand in spec.Subcommands)
                Add(call.Context.Counters.Of(subcommand), shown);
        }

        call.Reply.Map(shown.Count);
        foreach (var figures in shown)
            Write(call, figures);
    }

    private static void Add(CommandFigures? figures, List<CommandFigures> shown)
    {
        if (figures is { Calls: > 0 })
            shown.Add(figures);
    }

    private static void Write(in LocalCall call, CommandFigures figures)
    {
        var reply = call.Reply;
        reply.Bulk(figures.Spec.FullName);
        reply.Map(2);
        reply.Bulk("calls"u8);
        reply.Integer(figures.Calls);
        reply.Bulk("histogram_usec"u8);
        var buckets = figures.Buckets;
        reply.Map(buckets.Length - buckets.Count(0L));
        var sum = 0L;
        for (var i = 0; i < buckets.Length; i++)
        {
            sum += buckets[i];
            if (buckets[i] == 0)
                continue;
            reply.Integer((1024L << i) / 1000);
            reply.Integer(sum);
        }
    }
}
