namespace FromScratch.Protocols.Memcached;

/// <summary>A meta command: key, flags and, for ms, the announced length. Which flags mean something is the command's affair.</summary>
public ref struct MetaCommand
{
    /// <summary>Decoded when it came as base64.</summary>
    public ReadOnlySpan<byte> Key;

    /// <summary>The flags as they stand on the line: replies repeat them in this order.</summary>
    public ReadOnlySpan<byte> FlagText;

    /// <summary>Bytes of the value that follows an ms line.</summary>
    public int ValueLength;
    public MetaFlags Given;

    /// <summary>Letter of the M flag; 0 = none.</summary>
    public byte Mode;
    public uint ClientFlags;

    /// <summary>C: the CAS id to compare with.</summary>
    public ulong CompareCas;

    /// <summary>E: the CAS id to give.</summary>
    public ulong NewCas;

    /// <summary>Exptimes of T, N and R as the client wrote them.</summary>
    public int TouchExptime;
    public int VivifyExptime;
    public int RecacheExptime;

    /// <summary>D and J.</summary>
    public ulong Delta;
    public ulong Initial;

    public readonly bool Has(MetaFlags flag) => (Given & flag) != 0;

    public readonly MetaFlagEnumerator Flags => new(FlagText);
}

/// <summary>
/// Which flags a meta command carried; those that only ask for something to be returned are read from the line again when replying.
/// </summary>
[Flags]
public enum MetaFlags : uint
{
    None = 0,
    Base64Key = 1 << 0,
    Touch = 1 << 1,
    Vivify = 1 << 2,
    Recache = 1 << 3,
    Value = 1 << 4,
    NoBump = 1 << 5,
    Quiet = 1 << 6,
    DropValue = 1 << 7,
    CompareCas = 1 << 8,
    NewCas = 1 << 9,
    Invalidate = 1 << 10,

    /// <summary>t stands before T, so the reply shows the time to live from before the touch.</summary>
    TtlBeforeTouch = 1 << 11,

    /// <summary>N stands after T, so an item made on a miss lives as N says.</summary>
    VivifyAfterTouch = 1 << 12,

    /// <summary>Seen: t.</summary>
    Ttl = 1 << 13,
}
