namespace FromScratch.Group.Members;

/// <summary>What a node may be called.</summary>
public static class NodeNames
{
    public const int BytesMax = 64;
    public const int AddressBytesMax = 260;

    /// <summary>1 to 64 letters, digits, dots, underscores and hyphens, ASCII.</summary>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= BytesMax } && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
