using FromScratch.Log.Format;

namespace FromScratch.Log;

/// <summary>One record as an inspector shows it; the payload is valid during the call.</summary>
public readonly ref struct InspectedRecord
{
    public string File { get; init; }

    public long Offset { get; init; }

    public RecordHeader Header { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }
}

/// <summary>What an inspector found in one file.</summary>
public sealed record InspectedFile(string File, SegmentHeader Header, SegmentTail Tail, bool IsVoid)
{
    public TailKind Kind => Tail.Kind;
}

/// <summary>Is shown what a log's files hold, in order.</summary>
public interface ILogInspection
{
    void Segment(string file, in SegmentHeader header, bool isVoid);

    void Record(in InspectedRecord record);

    /// <summary>After the last good record of a file.</summary>
    void End(InspectedFile file);
}

/// <summary>
/// Prints and checks the files of a log without opening it: reads only, takes no lock, and may be used while a program writes. Entries
/// that are
/// written during the inspection may be missing or look torn.
/// </summary>
public static class LogInspector
{
    /// <summary>Inspects one segment, or all segments of a directory in order. Returns the worst that was found.</summary>
    /// <param name="path">A segment file, or the directory of a log.</param>
    /// <param name="inspection">Is shown everything.</param>
    /// <exception cref="IOException">There is nothing to read.</exception>
    public static TailKind Inspect(string path, ILogInspection inspection)
    {
        if (!Directory.Exists(path))
            return InspectFile(path, Read(path), next: null, isVoid: false, inspection).Kind;
        // A live log may drop the oldest files between the listing and the reading.
        var files = Directory.EnumerateFiles(path).Where(file => SegmentName.IsSegment(Path.GetFileName(file)))
            .Order(StringComparer.Ordinal).Select(file => (Path: file, Bytes: TryRead(file)))
            .Where(file => file.Bytes is not null).ToList();
        if (files.Count == 0)
            throw new FileNotFoundException($"{path}: no segment of a log is here");
        var headers = files.ConvertAll(file => SegmentHeader.TryRead(file.Bytes, out var header) is null ? header : (SegmentHeader?)null);
        var isVoid = FindVoid(headers);
        var worst = TailKind.Clean;
        for (var i = 0; i < files.Count; i++)
        {
            var next = headers.Skip(i + 1).Zip(isVoid.Skip(i + 1)).FirstOrDefault(pair => !pair.Second && pair.First is not null).First;
            var found = InspectFile(files[i].Path, files[i].Bytes!, isVoid[i] ? null : next, isVoid[i], inspection);
            if (!isVoid[i] && found.Kind > worst)
                worst = found.Kind;
        }

        return worst;
    }

    /// <summary>
    /// The rule of FORMAT.md: walking back, a segment that does not begin below its successor is void, and all before a start.
    /// </summary>
    private static bool[] FindVoid(List<SegmentHeader?> headers)
    {
        var isVoid = new bool[headers.Count];
        var limit = ulong.MaxValue;
        for (var i = headers.Count - 1; i >= 0; i--)
        {
            if (headers[i] is not { } header)
                continue;
            isVoid[i] = header.FirstIndex >= limit;
            if (!isVoid[i])
                limit = header.IsStart ? 0 : header.FirstIndex;
        }

        return isVoid;
    }

    private static InspectedFile InspectFile(string path, byte[] bytes, SegmentHeader? next, bool isVoid, ILogInspection inspection)
    {
        var name = Path.GetFileName(path);
        var reason = SegmentHeader.TryRead(bytes, out var header);
        if (reason is null && SegmentName.IsSegment(name) && SegmentName.Of(header) != name)
            reason = $"the segment was written as {SegmentName.Of(header)}";
        if (reason is not null)
            return Told(new InspectedFile(name, header, new SegmentTail { Kind = TailKind.Corrupt, Reason = reason }, isVoid), inspection);
        inspection.Segment(name, header, isVoid);
        var visitor = new Visitor(name, bytes, inspection);
        var tail = SegmentScan.Run(bytes, header, knownIndex: 0, next is { } after ? after.FirstIndex - 1 : null, visitor);
        if (tail.Kind != TailKind.Corrupt && next is { } chained
            && (chained.PreviousCrc, chained.PreviousTerm) != (tail.LastCrc, tail.LastTerm))
        {
            tail = tail with
            {
                Kind = TailKind.Corrupt,
                Reason = $"the next segment, {SegmentName.Of(chained)}, is not chained to entry {tail.LastIndex}",
            };
        }

        return Told(new InspectedFile(name, header, tail, isVoid), inspection);
    }

    private static InspectedFile Told(InspectedFile file, ILogInspection inspection)
    {
        inspection.End(file);
        return file;
    }

    private static byte[]? TryRead(string path)
    {
        try
        {
            return Read(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[checked((int)file.Length)];
        file.ReadExactly(bytes);
        return bytes;
    }

    private sealed class Visitor(string file, byte[] bytes, ILogInspection inspection) : ISegmentVisitor
    {
        public void Record(in RecordHeader record, long offset) => inspection.Record(new InspectedRecord
        {
            File = file,
            Offset = offset,
            Header = record,
            Payload = bytes.AsSpan((int)offset + RecordHeader.Bytes, (int)record.PayloadBytes),
        });
    }
}
