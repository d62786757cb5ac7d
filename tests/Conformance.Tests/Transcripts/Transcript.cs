namespace FromScratch.Conformance.Tests.Transcripts;

/// <summary>
/// A conversation written down: `target: common` or a version, then sections (`== name`), each on a connection of its own. Lines:
/// `&gt; text` sends the text and CRLF, `&gt;| text` sends it bare, `&lt; text` expects exactly that line, `&lt;~ pattern` expects a
/// match and keeps its named groups for `${name}`, `&lt;closed` expects the end of the connection, `#` is a comment. In all of them
/// `{x*250}` repeats a character and `\r \n \\ \xHH` are escapes.
/// </summary>
public sealed record Transcript(string Name, string Target, IReadOnlyList<TranscriptSection> Sections)
{
    /// <summary>Of transcripts that every memcached since 1.6.18 answers alike.</summary>
    public const string Common = "common";

    private const string TargetKey = "target:";

    /// <exception cref="FormatException">A line is of no known form; the message names it.</exception>
    public static Transcript Parse(string path)
    {
        var target = "";
        var sections = new List<TranscriptSection>();
        var lines = File.ReadAllLines(path);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (line.Length == 0 || line.StartsWith('#'))
                continue;
            if (line.StartsWith(TargetKey, StringComparison.Ordinal))
                target = line[TargetKey.Length..].Trim();
            else if (line.StartsWith("== ", StringComparison.Ordinal))
                sections.Add(new TranscriptSection(line[3..], []));
            else if (sections.Count > 0)
                sections[^1].Steps.Add(ParseStep(line, i + 1));
            else
                throw new FormatException($"{path}:{i + 1}: a step before the first section");
        }

        return new Transcript(Path.GetFileNameWithoutExtension(path), target, sections);
    }

    private static TranscriptStep ParseStep(string line, int number)
    {
        foreach (var (mark, kind) in Marks)
        {
            if (line == mark.TrimEnd() || line.StartsWith(mark, StringComparison.Ordinal))
                return new TranscriptStep(number, kind, line.Length > mark.Length ? line[mark.Length..] : "");
        }

        throw new FormatException($"line {number} is no step: {line}");
    }

    private static readonly (string Mark, StepKind Kind)[] Marks =
    [
        (">| ", StepKind.SendBare),
        ("> ", StepKind.Send),
        ("<~ ", StepKind.ExpectMatch),
        ("<closed", StepKind.ExpectClosed),
        ("< ", StepKind.Expect),
    ];
}

public sealed record TranscriptSection(string Name, List<TranscriptStep> Steps);

public sealed record TranscriptStep(int LineNumber, StepKind Kind, string Text);

public enum StepKind
{
    Send,
    SendBare,
    Expect,
    ExpectMatch,
    ExpectClosed,
}
