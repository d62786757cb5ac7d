namespace FromScratch.Demo.Content;

/// <summary>One stored item: an ASCII key without blanks of at most 250 bytes, and what it must hold.</summary>
public sealed record Chunk(string Key, ReadOnlyMemory<byte> Content);
