using System.Text.RegularExpressions;

namespace FromScratch.Repository.Tests.Tidy;

/// <summary>What every file of the repository keeps; each rule answers with a sentence per breach.</summary>
internal static partial class TidyRules
{
    public const int FileLinesMax = 600;
    public const int LineColumnsMax = 140;
    public const int MethodLinesMax = 70;

    /// <summary>Hosts that text may link to: references and well-known examples. Everything else is somebody's private machine.</summary>
    private static readonly string[] Hosts =
    [
        "127.0.0.1", "localhost", "example.com", "www.example.com", "example.org",
        "github.com", "dot.net", "dotnet.microsoft.com", "learn.microsoft.com", "schemas.microsoft.com",
        "opentelemetry.io", "prometheus.io",
        "www.rfc-editor.org", "datatracker.ietf.org", "json-schema.org", "www.w3.org", "www.freedesktop.org", "systemd.io",
        "memcached.org", "docs.memcached.org", "redis.io", "valkey.io", "www.rabbitmq.com", "www.amqp.org", "www.haproxy.org",
        "arxiv.org", "dl.acm.org", "doi.org", "www.usenix.org",
    ];

    public static IEnumerable<string> Size(string name, string text)
    {
        var lines = text.AsSpan().Count('\n') + 1;
        if (lines > FileLinesMax && !LongFiles.Reasons.ContainsKey(name))
            yield return $"{name} has {lines} lines, more than {FileLinesMax}: split it, or give {nameof(LongFiles)} a reason.";
    }

    public static IEnumerable<string> Width(string name, string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            if (BreakableColumns(name, line) > LineColumnsMax)
                yield return $"{name}:{i + 1} is {line.Length} columns wide, more than {LineColumnsMax}.";
        }
    }

    public static IEnumerable<string> Methods(string name, string text) =>
        from member in MethodLengths.Of(CodeText.Blank(text))
        where member.Lines > MethodLinesMax
        select $"{name}:{member.FirstLine} has a method of {member.Lines} lines, more than {MethodLinesMax}.";

    /// <summary>A catch whose block holds neither a statement nor a comment that says why nothing is to be done.</summary>
    public static IEnumerable<string> EmptyCatches(string name, string text)
    {
        var code = CodeText.Blank(text, keepComments: true);
        return EmptyCatch().Matches(code).Select(match => $"{name}:{LineOf(code, match.Index)} swallows an exception without a word.");
    }

    public static IEnumerable<string> Leftovers(string name, string text) =>
        Leftover().Matches(text).Select(match => $"{name}:{LineOf(text, match.Index)} is unfinished: {match.Value}.");

    public static IEnumerable<string> MachineTraces(string name, string text) =>
        MachinePath().Matches(text).Select(match => $"{name}:{LineOf(text, match.Index)} names a path of one machine: {match.Value}.");

    public static IEnumerable<string> ForeignHosts(string name, string text) =>
        from match in Url().Matches(text)
        let host = match.Groups["host"].Value
        where !Hosts.Contains(host)
        select $"{name}:{LineOf(text, match.Index)} names the host {host}: link to a public reference, or list it in {nameof(TidyRules)}.";

    /// <summary>Markdown has no way to break a table's row or a link, so these do not count there.</summary>
    private static int BreakableColumns(string name, string line)
    {
        if (!name.EndsWith(".md", StringComparison.Ordinal))
            return line.Length;
        return line.TrimStart().StartsWith('|') ? 0 : Link().Replace(line, "").Length;
    }

    private static int LineOf(string text, int at) => text.AsSpan(0, at).Count('\n') + 1;

    [GeneratedRegex(@"\bcatch\b(\s*\([^)]*\))?(\s*when\s*\([^{]*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();

    // Character classes keep the rule from finding itself.
    [GeneratedRegex(@"\b(T[O]DO|F[I]XME|H[A]CK|X[X]X|NotI[m]plementedException)\b")]
    private static partial Regex Leftover();

    [GeneratedRegex(@"(?<![\w.*)}~-])/(r[o]ot\b|w[o]rk\b|tmp/w[t]|h[o]me/\w)|\b[A-Z]:\\\\?U[s]ers")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"https?://(?<host>[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9])")]
    private static partial Regex Url();

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Link();
}
