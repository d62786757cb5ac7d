namespace FromScratch.Protocols.Resp;

/// <summary>What one request may measure. Given to every decode call, for they change when the client has authenticated.</summary>
/// <param name="ElementsMax">Elements of a multibulk request.</param>
/// <param name="BulkBytesMax">Bytes of one argument.</param>
/// <param name="Authenticated">False = the two figures above are those of a client that has not logged in, and the error says so.</param>
public readonly record struct RequestLimits(int ElementsMax, int BulkBytesMax, bool Authenticated)
{
    /// <summary>Bytes of an inline request, and of a count or length that is still without its line end.</summary>
    public const int LineBytesMax = 64 * 1024;

    /// <summary>Bytes of one whole request, as Redis's client-query-buffer-limit has it by default.</summary>
    public const int RequestBytesMax = 1024 * 1024 * 1024;

    public const int ElementsMaxDefault = 1024 * 1024;

    /// <summary>Redis's proto-max-bulk-len by default: 512 MiB.</summary>
    public const int BulkBytesMaxDefault = 512 * 1024 * 1024;

    public static RequestLimits Default => new(ElementsMaxDefault, BulkBytesMaxDefault, Authenticated: true);

    public static RequestLimits Unauthenticated => new(ElementsMax: 10, BulkBytesMax: 16 * 1024, Authenticated: false);
}
