namespace FromScratch.KeyValue.Engine;

/// <summary>What a key holds. The numbers stand in snapshots.</summary>
public enum ValueType : byte
{
    None = 0,
    String = 1,
    Hash = 2,
}
