using System.Text;
using FromScratch.Cache.Admin.Stats;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Cache.Session.Binary;

/// <summary>
/// Stat: the key names the family, none means the general statistics. Families of free lines are told as memcached
/// tells them: the prefix dump as the value of one name, cachedump not at all.
/// </summary>
internal sealed partial class BinarySession
{
    private void Stat(in BinaryRequest request, OutputBuffer output)
    {
        var report = new StatsReport();
        var result = context.Admin.Stats.Collect(request.Key, report);
        switch (result.Kind)
        {
            case StatsResultKind.Pairs or StatsResultKind.PairsWithoutEnd or StatsResultKind.Done:
                Begin(new BinaryStatsReply(report, request.Header), output);
                break;
            case StatsResultKind.PairsAfterWalk:
                var header = request.Header;
                Begin(result.Walk!(found => new BinaryStatsReply(found, header)), output);
                break;
            case StatsResultKind.Lines when request.Key.StartsWith("detail"u8):
                report.Add("detailed", Collect(result.Lines!));
                Begin(new BinaryStatsReply(report, request.Header), output);
                break;
            default:
                Fail(request, output, BinaryStatus.KeyNotFound);
                break;
        }
    }

    private void Begin(IResumableReply reply, OutputBuffer output)
    {
        if (!reply.WriteMore(output))
            _reply = reply;
    }

    /// <summary>The prefix dump goes into one response; its length is bounded by the number of prefixes kept.</summary>
    private static string Collect(IResumableReply lines)
    {
        var dump = new OutputBuffer(softLimitBytes: int.MaxValue / 2);
        while (!lines.WriteMore(dump))
            continue;
        return Encoding.UTF8.GetString(dump.Written);
    }
}
