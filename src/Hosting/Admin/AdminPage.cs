namespace FromScratch.Hosting.Admin;

/// <summary>What one admin path answers.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Value of Content-Type.</param>
/// <param name="Body">The bytes.</param>
public sealed record AdminPage(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>With status 405: the methods that there are; null = no Allow field.</summary>
    public string? Allow { get; init; }

    public static AdminPage Text(int status, string text) =>
        new(status, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(text));
}
