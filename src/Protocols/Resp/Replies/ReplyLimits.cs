namespace FromScratch.Protocols.Resp.Replies;

/// <summary>What a client takes from a server.</summary>
/// <param name="ReplyBytesMax">Bytes of one whole reply, at most 2^30.</param>
/// <param name="ElementsMax">Values in one reply, nested ones and aggregates included.</param>
/// <param name="LineBytesMax">Bytes of a reply of one line, and of a count.</param>
public readonly record struct ReplyLimits(int ReplyBytesMax, int ElementsMax, int LineBytesMax)
{
    /// <summary>Aggregates within each other.</summary>
    public const int DepthMax = 32;

    public static ReplyLimits Default => new(ReplyBytesMax: 1 << 30, ElementsMax: 16 * 1024 * 1024, LineBytesMax: 64 * 1024);
}
