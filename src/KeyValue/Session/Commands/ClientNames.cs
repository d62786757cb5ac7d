namespace FromScratch.KeyValue.Session.Commands;

/// <summary>What a client may call itself or its library: printable, without spaces.</summary>
internal static class ClientNames
{
    public static ReadOnlySpan<byte> Invalid => "ERR Client names cannot contain spaces, newlines or special characters."u8;

    public static bool IsValid(ReadOnlySpan<byte> name) => !name.ContainsAnyExceptInRange((byte)'!', (byte)'~');
}
