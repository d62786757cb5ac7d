using System.Text.RegularExpressions;

namespace FromScratch.Repository.Tests.Tidy;

/// <summary>A member with a body in braces, measured from the line its declaration starts on to the closing brace.</summary>
internal readonly record struct Member(string Header, int FirstLine, int Lines);

/// <summary>Finds the members of a blanked C# file by counting braces.</summary>
internal static partial class MethodLengths
{
    private enum Block
    {
        Type,
        Member,
        Inner,
    }

    public static IEnumerable<Member> Of(string code)
    {
        var open = new Stack<(Block Kind, string Header, int Line)>();
        var headerStart = 0;
        for (var at = 0; at < code.Length; at++)
        {
            if (code[at] == '{')
            {
                var raw = code[headerStart..at];
                var header = Spaces().Replace(raw, " ").Trim();
                var line = LineOf(code, headerStart + (raw.Length - raw.TrimStart().Length));
                open.Push((KindOf(header, open.Count == 0 ? Block.Type : open.Peek().Kind), header, line));
            }
            else if (code[at] == '}' && open.TryPop(out var block) && block.Kind == Block.Member)
            {
                yield return new Member(block.Header, block.Line, LineOf(code, at) - block.Line + 1);
            }

            if (code[at] is '{' or '}' or ';')
                headerStart = at + 1;
        }
    }

    private static Block KindOf(string header, Block around)
    {
        if (around != Block.Type)
            return Block.Inner;
        if (TypeWord().IsMatch(header))
            return Block.Type;
        return header.Contains('(') && !OutsideParentheses(header).Contains('=') ? Block.Member : Block.Inner;
    }

    private static string OutsideParentheses(string header)
    {
        var shorter = InnermostParentheses().Replace(header, "");
        return shorter == header ? header : OutsideParentheses(shorter);
    }

    private static int LineOf(string code, int at) => code.AsSpan(0, at).Count('\n') + 1;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\([^()]*\)")]
    private static partial Regex InnermostParentheses();

    [GeneratedRegex(@"\b(namespace|class|struct|interface|record|enum|extension)\b")]
    private static partial Regex TypeWord();
}
