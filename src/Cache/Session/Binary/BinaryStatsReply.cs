using System.Text;
using FromScratch.Cache.Admin.Stats;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Cache.Session.Binary;

/// <summary>A report as the binary protocol tells it: one response per statistic, name as key, then one without key and value.</summary>
internal sealed class BinaryStatsReply(StatsReport report, BinaryRequestHeader request) : IResumableReply
{
    private int _next;

    public bool WriteMore(OutputBuffer output)
    {
        for (; _next < report.Entries.Count; _next++)
        {
            if (output.IsOverSoftLimit)
                return false;
            var (name, value) = report.Entries[_next];
            BinaryResponseWriter.Write(
                output, request, BinaryStatus.Success, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value), 0);
        }

        BinaryResponseWriter.Write(output, request, BinaryStatus.Success, [], [], 0);
        return true;
    }
}
