using System.Globalization;
using FromScratch.Log;
using FromScratch.Log.Format;

namespace FromScratch.Cli.Log;

/// <summary>One line per file: what it holds and how it ends.</summary>
internal sealed class LogCheck(TextWriter output) : ILogInspection
{
    private long _entries;

    public void Segment(string file, in SegmentHeader header, bool isVoid) => _entries = 0;

    public void Record(in InspectedRecord record)
    {
        if (record.Header.Kind == RecordKind.Entry)
            _entries++;
    }

    public void End(InspectedFile file) => output.WriteLine(Describe(file, _entries));

    /// <summary>For example "x.log: clean, entries 1 to 5, 4320 bytes".</summary>
    public static string Describe(InspectedFile file, long entries)
    {
        var tail = file.Tail;
        var holds = entries == 0 ? "no entries" : string.Create(
            CultureInfo.InvariantCulture, $"entries {file.Header.FirstIndex} to {file.Header.FirstIndex + (ulong)entries - 1}");
        var state = (file.IsVoid, tail.Kind) switch
        {
            (true, _) => "void, replaced by a later segment",
            (_, TailKind.Clean) => "clean",
            (_, TailKind.Torn) => "torn tail, never acknowledged",
            _ => "CORRUPT",
        };
        var reason = tail.Reason is null ? "" : $": {tail.Reason}";
        return string.Create(CultureInfo.InvariantCulture, $"{file.File}: {state}, {holds}, ends at offset {tail.Offset}{reason}");
    }
}
