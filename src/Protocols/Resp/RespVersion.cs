namespace FromScratch.Protocols.Resp;

/// <summary>The dialect that a connection speaks; HELLO changes it. The values are what HELLO names.</summary>
public enum RespVersion : byte
{
    Resp2 = 2,
    Resp3 = 3,
}
