namespace FromScratch.Protocols.Memcached.Binary;

/// <summary>What can be said of an opcode alone.</summary>
public static class BinaryOpcodes
{
    /// <summary>
    /// The command behind a quiet form, or the opcode itself. Quiet commands answer only what their user could not
    /// foresee: lookups their hits, all others their failures.
    /// </summary>
    public static BinaryOpcode Loud(this BinaryOpcode opcode) => opcode switch
    {
        BinaryOpcode.GetQ => BinaryOpcode.Get,
        BinaryOpcode.GetKQ => BinaryOpcode.GetK,
        BinaryOpcode.SetQ => BinaryOpcode.Set,
        BinaryOpcode.AddQ => BinaryOpcode.Add,
        BinaryOpcode.ReplaceQ => BinaryOpcode.Replace,
        BinaryOpcode.DeleteQ => BinaryOpcode.Delete,
        BinaryOpcode.IncrementQ => BinaryOpcode.Increment,
        BinaryOpcode.DecrementQ => BinaryOpcode.Decrement,
        BinaryOpcode.QuitQ => BinaryOpcode.Quit,
        BinaryOpcode.FlushQ => BinaryOpcode.Flush,
        BinaryOpcode.AppendQ => BinaryOpcode.Append,
        BinaryOpcode.PrependQ => BinaryOpcode.Prepend,
        BinaryOpcode.GatQ => BinaryOpcode.Gat,
        BinaryOpcode.GatKQ => BinaryOpcode.GatK,
        _ => opcode,
    };

    public static bool IsQuiet(this BinaryOpcode opcode) => opcode.Loud() != opcode;
}
