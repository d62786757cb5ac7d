namespace FromScratch.LoadGen.Drivers;

/// <summary>How far a reply that arrives in pieces has been read. Zero is the start.</summary>
public struct ReplyProgress
{
    /// <summary>Keys of the request that are settled: a value came, or a later key's value came first.</summary>
    public int KeysSettled;
}
