namespace FromScratch.KeyValue.Store;

/// <summary>
/// The first key of a command as it stands on the wire, found by a glance: only a hint, so that its memory can be on its way while the
/// commands before are executed. Wrong bytes give no key or a wrong one, and nothing comes of it.
/// </summary>
internal static class KeyHint
{
    /// <summary>*N, then the command's name, then the key, then the rest, each with its length in front; off the front with it.</summary>
    public static bool TryTakeKey(ref ReadOnlySpan<byte> wire, out ReadOnlySpan<byte> key)
    {
        key = default;
        var at = 0;
        if (!TryNumber(wire, (byte)'*', ref at, out var count))
            return false;
        for (var word = 0; word < count; word++)
        {
            if (!TryNumber(wire, (byte)'$', ref at, out var length) || !TrySlice(wire, at, length, out var bytes))
                return false;
            if (word == 1)
                key = bytes;
            at += length + 2;
        }

        wire = at < wire.Length ? wire[at..] : default;
        return count > 1;
    }

    private static bool TryNumber(ReadOnlySpan<byte> wire, byte mark, ref int at, out int number)
    {
        number = 0;
        if (at >= wire.Length || wire[at] != mark)
            return false;
        for (at++; at < wire.Length && wire[at] is >= (byte)'0' and <= (byte)'9' && number < 1 << 24; at++)
            number = (number * 10) + wire[at] - '0';
        at += 2;
        return true;
    }

    private static bool TrySlice(ReadOnlySpan<byte> wire, int at, int length, out ReadOnlySpan<byte> key)
    {
        key = default;
        if (at > wire.Length || length > wire.Length - at)
            return false;
        key = wire.Slice(at, length);
        return true;
    }
}
