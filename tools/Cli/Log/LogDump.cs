using System.Globalization;
using System.Text;
using FromScratch.Log;
using FromScratch.Log.Format;

namespace FromScratch.Cli.Log;

/// <summary>One line per record, under a line per file.</summary>
internal sealed class LogDump(TextWriter output, bool isHex, int previewBytes) : ILogInspection
{
    private long _entries;

    public void Segment(string file, in SegmentHeader header, bool isVoid)
    {
        _entries = 0;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{file}: sequence {header.Sequence}, first index {header.FirstIndex}, previous term {header.PreviousTerm}, "
            + $"identity {header.Identity:x32}{(header.IsStart ? ", start" : "")}{(isVoid ? ", void" : "")}"));
        output.WriteLine("      offset  term       index  kind   tag    bytes  payload");
    }

    public void Record(in InspectedRecord record)
    {
        var header = record.Header;
        if (header.Kind == RecordKind.Entry)
            _entries++;
        var kind = header.Kind == RecordKind.Entry ? "entry" : "mark";
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{record.Offset,12} {header.Term,5} {header.Index,11}  {kind,-5} {header.Tag,4} {header.PayloadBytes,8}  "
            + $"{Preview(record.Payload)}")
            .TrimEnd());
    }

    public void End(InspectedFile file) => output.WriteLine(LogCheck.Describe(file, _entries));

    private string Preview(ReadOnlySpan<byte> payload)
    {
        var shown = payload[..Math.Min(payload.Length, previewBytes)];
        var more = shown.Length < payload.Length ? "..." : "";
        if (isHex)
            return Convert.ToHexStringLower(shown) + more;
        var text = new StringBuilder(shown.Length);
        foreach (var b in shown)
            text.Append(b is >= 0x20 and < 0x7f ? (char)b : '.');
        return text.Append(more).ToString();
    }
}
