namespace FromScratch.Cache.Tests.Engine;

/// <summary>One random operation of a model test; what the numbers mean is up to the kind.</summary>
public sealed record Step(byte Kind, byte Key, ushort Size, byte Extra)
{
    public string KeyText => "key-" + (Key % 48);

    public StepKind Operation => (StepKind)(Kind % (int)StepKind.Count);

    /// <summary>Mostly small, some over a slot, a few over several pages.</summary>
    public byte[] Value
    {
        get
        {
            var length = (Extra % 16) switch
            {
                < 9 => Size % 200,
                < 13 => Size % 2500,
                < 15 => Size % 20_000,
                _ => Size % 50_000,
            };
            var value = new byte[length];
            for (var i = 0; i < length; i++)
                value[i] = (byte)((i * 31) + Extra + Size);
            return value;
        }
    }
}

public enum StepKind
{
    Get,
    Set,
    SetWithExpiry,
    SetWithFlags,
    Add,
    Replace,
    Append,
    Prepend,
    CasRight,
    CasWrong,
    CasLowerStale,
    SetNumber,
    Increment,
    Decrement,
    IncrementOrMake,
    Delete,
    MarkStale,
    DropValue,
    Touch,
    Lease,
    Vivify,
    ForcedCas,
    Advance,
    AdvanceFar,
    SetAgain,
    GetAgain,
    Count,
}
