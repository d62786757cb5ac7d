using FromScratch.Cache.Admin.Stats;
using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Admin.Commands;

/// <summary>`stats [family ...]` as the text protocol tells it.</summary>
internal sealed class StatsTextCommand(StatsCommand stats) : IAdminCommand
{
    public AdminResult Execute(in AdminLine line, IConnection connection, OutputBuffer output)
    {
        var report = new StatsReport();
        var result = stats.Collect(line.After(0), report);
        switch (result.Kind)
        {
            case StatsResultKind.Pairs:
                return Resume(new StatsReply(report), output);
            case StatsResultKind.PairsWithoutEnd:
                return Resume(new StatsReply(report, withEnd: false), output);
            case StatsResultKind.Lines when result.Lines is { } lines:
                return Resume(lines, output);
            case StatsResultKind.PairsAfterWalk when result.Walk is { } walk:
                return Resume(walk(static found => new StatsReply(found)), output);
            case StatsResultKind.Done or StatsResultKind.Refused when result.Text is { } text:
                output.WriteText(text);
                output.Write("\r\n"u8);
                return default;
            default:
                output.WriteLine("ERROR"u8);
                return default;
        }
    }

    private static AdminResult Resume(Session.IResumableReply reply, OutputBuffer output) =>
        reply.WriteMore(output) ? default : new AdminResult(reply);
}
