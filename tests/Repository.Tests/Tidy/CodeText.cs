using System.Text;

namespace FromScratch.Repository.Tests.Tidy;

/// <summary>
/// C# with comments and literals blanked out, line by line in place, so that braces and words can be counted without a compiler.
/// Knows ordinary, verbatim, interpolated and raw strings, characters and both kinds of comment.
/// </summary>
internal sealed class CodeText
{
    private readonly string _source;
    private readonly StringBuilder _code = new();
    private readonly bool _keepComments;
    private int _at;

    private CodeText(string source, bool keepComments)
    {
        _source = source;
        _keepComments = keepComments;
    }

    /// <param name="source">A C# file.</param>
    /// <param name="keepComments">True leaves a comment's text standing.</param>
    public static string Blank(string source, bool keepComments = false)
    {
        var text = new CodeText(source, keepComments);
        text.Code(untilBrace: false);
        return text._code.ToString();
    }

    private char Current => _source[_at];

    private void Code(bool untilBrace)
    {
        var depth = 0;
        while (_at < _source.Length)
        {
            if (untilBrace && Current == '}' && depth == 0)
                return;
            depth += Current switch { '{' => 1, '}' => -1, _ => 0 };
            if (Starts("//"))
                Comment("\n");
            else if (Starts("/*"))
                Comment("*/");
            else if (Current == '\'')
                Character();
            else if (StringPrefix() is { } prefix)
                Literal(prefix);
            else
                Keep(1);
        }
    }

    /// <summary>Length of the $ and @ in front of a quote, or null when no string starts here.</summary>
    private int? StringPrefix()
    {
        var length = 0;
        while (_at + length < _source.Length && _source[_at + length] is '$' or '@')
            length++;
        return _at + length < _source.Length && _source[_at + length] == '"' ? length : null;
    }

    private void Literal(int prefix)
    {
        var sigils = _source.AsSpan(_at, prefix);
        var verbatim = sigils.Contains('@');
        var interpolated = sigils.Contains('$');
        Drop(prefix);
        var quotes = 0;
        while (_at + quotes < _source.Length && _source[_at + quotes] == '"')
            quotes++;
        if (quotes >= 3)
            DropThrough(new string('"', quotes), skip: quotes);
        else if (quotes == 2)
            Drop(2);
        else
            Quoted(verbatim, interpolated);
    }

    private void Quoted(bool verbatim, bool interpolated)
    {
        Drop(1);
        while (_at < _source.Length && Current != '"' || verbatim && Starts("\"\""))
        {
            if (verbatim && Starts("\"\"") || !verbatim && Current == '\\' || interpolated && Starts("{{"))
                Drop(2);
            else if (interpolated && Current == '{')
                Hole();
            else
                Drop(1);
        }

        Drop(1);
    }

    private void Hole()
    {
        Drop(1);
        Code(untilBrace: true);
        Drop(1);
    }

    private void Character() => Drop(_source[_at + 1] == '\\' ? Math.Max(4, _source.IndexOf('\'', _at + 3) - _at + 1) : 3);

    private void Comment(string end)
    {
        var close = _source.IndexOf(end, _at + 2, StringComparison.Ordinal);
        var length = (close < 0 ? _source.Length : close + end.Length) - _at;
        if (_keepComments)
            Keep(length);
        else
            Drop(length);
    }

    private void DropThrough(string end, int skip)
    {
        var close = _source.IndexOf(end, _at + skip, StringComparison.Ordinal);
        Drop((close < 0 ? _source.Length : close + end.Length) - _at);
    }

    private bool Starts(string text) => string.CompareOrdinal(_source, _at, text, 0, text.Length) == 0;

    private void Keep(int count)
    {
        _code.Append(_source, _at, count);
        _at += count;
    }

    private void Drop(int count)
    {
        for (var end = Math.Min(_at + count, _source.Length); _at < end; _at++)
            _code.Append(Current == '\n' ? '\n' : ' ');
    }
}
