using static FromScratch.Protocols.Http.HttpCharacters;

namespace FromScratch.Protocols.Http;

/// <summary>
/// Reads the value of one Transfer-Encoding field (RFC 9112 sections 6.1 and 7). Empty list elements and parameters, which some parsers
/// skip and some do not, are refused.
/// </summary>
internal readonly record struct TransferCodings(bool IsChunked, bool HasOthers, bool HasUnknown, bool IsValid)
{
    public static TransferCodings Of(ReadOnlySpan<byte> value)
    {
        var found = new TransferCodings(IsChunked: false, HasOthers: false, HasUnknown: false, IsValid: true);
        foreach (var part in value.Split((byte)','))
        {
            var coding = Trim(value[part]);
            // Chunked is the last coding and is applied once; anything after it makes the value invalid.
            if (!IsToken(coding) || found.IsChunked)
                return default;
            if (Is(coding, "chunked"u8))
                found = found with { IsChunked = true };
            else
                found = found with { HasOthers = true, HasUnknown = found.HasUnknown || !IsRegistered(coding) };
        }

        return found;
    }

    private static bool IsRegistered(ReadOnlySpan<byte> coding) =>
        Is(coding, "gzip"u8) || Is(coding, "x-gzip"u8) || Is(coding, "deflate"u8) || Is(coding, "compress"u8) || Is(coding, "x-compress"u8);
}
