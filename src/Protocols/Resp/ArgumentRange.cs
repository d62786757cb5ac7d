namespace FromScratch.Protocols.Resp;

/// <summary>Where one argument lies in the bytes of its request.</summary>
public readonly record struct ArgumentRange(int Offset, int Length);
