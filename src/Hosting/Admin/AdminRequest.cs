namespace FromScratch.Hosting.Admin;

/// <summary>A request to the admin server that is for the server behind it and not one of the host's own pages.</summary>
/// <param name="Method">As sent; HEAD comes as GET, and its body is left out of the answer.</param>
/// <param name="Path">Without the query, percent-encoded as sent.</param>
/// <param name="Query">What follows the question mark; empty without one.</param>
/// <param name="Body">All of it, however it was framed; at most <see cref="BodyBytesMax"/>.</param>
public sealed record AdminRequest(string Method, string Path, string Query, ReadOnlyMemory<byte> Body)
{
    /// <summary>More is refused with 413.</summary>
    public const int BodyBytesMax = 16 * 1024;
}
