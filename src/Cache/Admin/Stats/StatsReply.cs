using FromScratch.Cache.Session;
using FromScratch.Core.Buffers;

namespace FromScratch.Cache.Admin.Stats;

/// <summary>A report as the text protocol tells it: `STAT name value` a line, then END unless it is left out.</summary>
internal sealed class StatsReply(StatsReport report, bool withEnd = true) : IResumableReply
{
    private int _next;

    public bool WriteMore(OutputBuffer output)
    {
        for (; _next < report.Entries.Count; _next++)
        {
            if (output.IsOverSoftLimit)
                return false;
            var entry = report.Entries[_next];
            output.Write("STAT "u8);
            output.WriteText(entry.Name);
            output.Write(" "u8);
            output.WriteText(entry.Value);
            output.Write("\r\n"u8);
        }

        if (withEnd)
            output.WriteLine("END"u8);
        return true;
    }
}
