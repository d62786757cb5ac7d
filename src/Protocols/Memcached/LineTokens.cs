using System.Runtime.CompilerServices;

namespace FromScratch.Protocols.Memcached;

/// <summary>
/// The arguments of a line, split at runs of spaces. Those beyond <see cref="TextLimits.TokensMax"/> are dropped, as memcached does.
/// </summary>
public ref struct LineTokens
{
    private const int ArgumentsMax = TextLimits.TokensMax - 1;

    private readonly ReadOnlySpan<byte> _arguments;
    private Bounds _starts;
    private Bounds _ends;

    public LineTokens(ReadOnlySpan<byte> arguments)
    {
        Unsafe.SkipInit(out this);
        _arguments = arguments;
        Count = 0;
        var at = 0;
        while (Count < ArgumentsMax)
        {
            while (at < arguments.Length && arguments[at] == ' ')
                at++;
            if (at == arguments.Length)
                break;
            var length = arguments[at..].IndexOf((byte)' ');
            var end = length < 0 ? arguments.Length : at + length;
            _starts[Count] = at;
            _ends[Count++] = end;
            at = end;
        }
    }

    /// <summary>Tokens found, the verb not counted.</summary>
    public int Count { get; private set; }

    /// <summary>True when the very last token is the word noreply.</summary>
    public readonly bool NoReply => Count > 0 && this[Count - 1].SequenceEqual("noreply"u8);

    public readonly ReadOnlySpan<byte> this[int index] => _arguments[_starts[index].._ends[index]];

    [InlineArray(ArgumentsMax)]
    private struct Bounds
    {
        private int _first;
    }
}
