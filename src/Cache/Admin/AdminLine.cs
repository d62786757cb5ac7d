using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace FromScratch.Cache.Admin;

/// <summary>One command line cut at its spaces: token 0 is the verb.</summary>
internal readonly ref struct AdminLine
{
    /// <summary>Tokens that are kept; a line with more counts as having one more than this, which no command accepts.</summary>
    public const int TokensMax = 24;

    private readonly ReadOnlySpan<byte> _line;
    private readonly Bounds _bounds;

    public AdminLine(ReadOnlySpan<byte> line)
    {
        _line = line;
        var start = 0;
        while (start < line.Length)
        {
            if (line[start] == (byte)' ')
            {
                start++;
                continue;
            }

            if (Count == TokensMax)
            {
                Count++;
                return;
            }

            var length = line[start..].IndexOf((byte)' ');
            var end = length < 0 ? line.Length : start + length;
            _bounds[Count++] = (start, end);
            start = end;
        }
    }

    /// <summary>Tokens, the verb included.</summary>
    public int Count { get; }

    public bool HasNoReply => Count is > 1 and <= TokensMax && this[Count - 1].SequenceEqual("noreply"u8);

    /// <summary>Empty past the last token.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            if (index >= Math.Min(Count, TokensMax))
                return default;
            var (start, end) = _bounds[index];
            return _line[start..end];
        }
    }

    /// <summary>The rest of the line behind a token; empty past the last one.</summary>
    public ReadOnlySpan<byte> After(int index) => index >= Math.Min(Count, TokensMax) ? default : _line[_bounds[index].End..];

    public bool Is(int index, ReadOnlySpan<byte> word) => this[index].SequenceEqual(word);

    /// <summary>Digits only, as memcached's unsigned numbers.</summary>
    public bool TryUnsigned(int index, out ulong value)
    {
        var token = this[index];
        value = 0;
        return token.Length > 0 && char.IsAsciiDigit((char)token[0])
            && Utf8Parser.TryParse(token, out value, out var used) && used == token.Length;
    }

    public bool TrySigned(int index, out long value)
    {
        var token = this[index];
        return Utf8Parser.TryParse(token, out value, out var used) && used == token.Length;
    }

    public bool TryReal(int index, out double value)
    {
        var token = this[index];
        return Utf8Parser.TryParse(token, out value, out var used) && used == token.Length && double.IsFinite(value);
    }

    [InlineArray(TokensMax)]
    private struct Bounds
    {
        private (int Start, int End) _first;
    }
}
