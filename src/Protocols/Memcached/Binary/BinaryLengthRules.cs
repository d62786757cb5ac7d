namespace FromScratch.Protocols.Memcached.Binary;

/// <summary>Which lengths each command may announce; everything else is refused as memcached refuses it.</summary>
internal static class BinaryLengthRules
{
    public static BinaryFault Check(in BinaryRequestHeader header, int storableBytesMax)
    {
        if (header.ValueLength < 0)
            return BinaryFault.LengthsContradict;
        if (header.BodyLength > BinaryRequestDecoder.BodyBytesMax || header.KeyLength > BinaryRequestDecoder.KeyBytesMax)
            return BinaryFault.InvalidLengths;

        var opcode = header.Opcode.Loud();
        if (!IsKnown(opcode))
            return BinaryFault.UnknownCommand;
        if (!Fits(header, opcode))
            return BinaryFault.InvalidLengths;
        if (header.BodyLength <= storableBytesMax)
            return BinaryFault.None;
        return CarriesValue(opcode) ? BinaryFault.ValueTooLarge : BinaryFault.InvalidLengths;
    }

    private static bool IsKnown(BinaryOpcode loud) =>
        loud is <= BinaryOpcode.PrependQ or (>= BinaryOpcode.Touch and <= BinaryOpcode.GatQ)
            or (>= BinaryOpcode.SaslListMechanisms and <= BinaryOpcode.GatKQ);

    /// <summary>Stat, touch and the gats may bring a value; nobody reads it.</summary>
    private static bool Fits(in BinaryRequestHeader header, BinaryOpcode loud)
    {
        var hasKey = header.KeyLength > 0;
        var hasValue = header.ValueLength > 0;
        return loud switch
        {
            BinaryOpcode.Get or BinaryOpcode.GetK or BinaryOpcode.Delete => header.ExtrasLength == 0 && hasKey && !hasValue,
            BinaryOpcode.Set or BinaryOpcode.Add or BinaryOpcode.Replace => header.ExtrasLength == 8 && hasKey,
            BinaryOpcode.Append or BinaryOpcode.Prepend => header.ExtrasLength == 0 && hasKey,
            BinaryOpcode.Increment or BinaryOpcode.Decrement => header.ExtrasLength == 20 && hasKey && !hasValue,
            BinaryOpcode.Touch or BinaryOpcode.Gat or BinaryOpcode.GatK => header.ExtrasLength == 4 && hasKey,
            BinaryOpcode.Flush => header.ExtrasLength is 0 or 4 && !hasKey && !hasValue,
            BinaryOpcode.Stat => header.ExtrasLength == 0,
            BinaryOpcode.SaslAuth or BinaryOpcode.SaslStep => header.ExtrasLength == 0 && hasKey,
            _ => header.BodyLength == 0,
        };
    }

    private static bool CarriesValue(BinaryOpcode loud) => loud is BinaryOpcode.Set or BinaryOpcode.Add or BinaryOpcode.Replace
        or BinaryOpcode.Append or BinaryOpcode.Prepend or BinaryOpcode.SaslAuth or BinaryOpcode.SaslStep;
}
