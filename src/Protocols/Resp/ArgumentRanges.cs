using System.Buffers;

namespace FromScratch.Protocols.Resp;

/// <summary>
/// The ranges of one request's arguments. Ordinary requests fit the array that is kept; longer ones rent from the shared pool, twice the
/// size each time and only as arguments really arrive, and give it back with <see cref="Clear"/>.
/// </summary>
internal sealed class ArgumentRanges
{
    private const int KeptCount = 16;

    private readonly ArgumentRange[] _kept = new ArgumentRange[KeptCount];
    private ArgumentRange[] _ranges;

    public ArgumentRanges() => _ranges = _kept;

    public int Count { get; private set; }

    public ReadOnlySpan<ArgumentRange> Span => _ranges.AsSpan(0, Count);

    public void Add(int offset, int length)
    {
        if (Count == _ranges.Length)
            Grow();
        _ranges[Count++] = new ArgumentRange(offset, length);
    }

    public void Clear()
    {
        Count = 0;
        if (_ranges != _kept)
            Replace(_kept);
    }

    private void Grow()
    {
        var larger = ArrayPool<ArgumentRange>.Shared.Rent(2 * _ranges.Length);
        Span.CopyTo(larger);
        Replace(larger);
    }

    private void Replace(ArgumentRange[] ranges)
    {
        if (_ranges != _kept)
            ArrayPool<ArgumentRange>.Shared.Return(_ranges);
        _ranges = ranges;
    }
}
