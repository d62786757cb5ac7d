namespace FromScratch.Protocols.Http;

/// <summary>A set of known fields in one word.</summary>
public readonly record struct KnownFieldSet
{
    private readonly ulong _bits;

    public KnownFieldSet(params ReadOnlySpan<KnownField> fields)
    {
        foreach (var field in fields)
            _bits |= 1UL << (int)field;
    }

    private KnownFieldSet(ulong bits) => _bits = bits;

    public bool Contains(KnownField field) => (_bits & (1UL << (int)field)) != 0;

    public KnownFieldSet With(KnownField field) => new(_bits | (1UL << (int)field));

    public KnownFieldSet Without(KnownField field) => new(_bits & ~(1UL << (int)field));

    public KnownFieldSet With(KnownFieldSet others) => new(_bits | others._bits);
}
