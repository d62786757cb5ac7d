namespace FromScratch.Protocols.Memcached;

/// <summary>Walks over the flags of a meta command in the client's order; each token is the letter and what follows it.</summary>
public ref struct MetaFlagEnumerator(ReadOnlySpan<byte> flags)
{
    private ReadOnlySpan<byte> _rest = flags;

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly MetaFlagEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        _rest = _rest.TrimStart((byte)' ');
        if (_rest.IsEmpty)
            return false;
        var length = _rest.IndexOf((byte)' ');
        if (length < 0)
            length = _rest.Length;
        Current = _rest[..length];
        _rest = _rest[length..];
        return true;
    }
}
