using FromScratch.Cache.Admin.Crawl;

namespace FromScratch.Cache.Admin.Watch;

/// <summary>Writes the body of one log line (what follows ts and gid) into a caller's span of <see cref="BytesMax"/> bytes.</summary>
internal ref struct LogLine(Span<byte> buffer)
{
    /// <summary>The longest key, percent-encoded, and every field with its longest value.</summary>
    public const int BytesMax = 3 * KeyBytesMax + 256;

    /// <summary>Longer keys (none that the protocol lets in) are cut.</summary>
    private const int KeyBytesMax = 250;

    private readonly Span<byte> _buffer = buffer;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public void Add(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer[_length..]);
        _length += text.Length;
    }

    public void AddKey(scoped ReadOnlySpan<byte> key) =>
        _length += UriText.Encode(key[..Math.Min(key.Length, KeyBytesMax)], _buffer[_length..]);

    public void Add(scoped ReadOnlySpan<byte> name, long value)
    {
        Add(name);
        value.TryFormat(_buffer[_length..], out var written);
        _length += written;
    }
}
