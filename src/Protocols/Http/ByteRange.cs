namespace FromScratch.Protocols.Http;

/// <summary>A place in the bytes of a message.</summary>
public readonly record struct ByteRange(int Start, int Length)
{
    public int End => Start + Length;

    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> input) => input.Slice(Start, Length);
}
