namespace FromScratch.KeyValue.Tests.Engine;

/// <summary>One random operation of a model test; what the numbers mean is up to the kind.</summary>
public sealed record Step(byte Kind, byte Key, ushort Size, byte Extra)
{
    /// <summary>Few keys, so that operations meet.</summary>
    public string KeyText => "key-" + (Key % 40);

    public string OtherKeyText => "key-" + ((Key + 1 + (Extra % 38)) % 40);

    public string FieldText => "field-" + (Extra % 24);

    public StepKind Operation => (StepKind)(Kind % (int)StepKind.Count);

    /// <summary>Mostly small, sometimes of several pages.</summary>
    public byte[] Value => MakeValue(Extra % 8 == 0 ? Size % 20_000 : Size % 90);

    /// <summary>What a packed hash can hold, but for a few.</summary>
    public byte[] FieldValue => MakeValue(Extra % 32 == 31 ? 65 + (Size % 300) : Size % 65);

    private byte[] MakeValue(int length)
    {
        var value = new byte[length];
        for (var i = 0; i < length; i++)
            value[i] = (byte)((i * 31) + Extra + Size);
        return value;
    }
}

public enum StepKind
{
    Set,
    SetWithExpiry,
    SetExpired,
    OpenString,
    Remove,
    SetExpiry,
    Persist,
    Rename,
    Copy,
    SetField,
    SetFieldAgain,
    SetManyFields,
    RemoveField,
    Advance,
    Observe,
    Reclaim,
    Random,
    Scan,
    BeginWalk,
    StepWalk,
    StepWalkAgain,
    EndWalk,
    Clear,
    Count,
}
