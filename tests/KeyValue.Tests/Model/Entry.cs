namespace FromScratch.KeyValue.Tests.Model;

/// <summary>What a key of the model holds: text, or fields.</summary>
/// <param name="Text">A character is a byte; null = it is a hash.</param>
/// <param name="Fields">Null = it is a string.</param>
/// <param name="ExpiryMs">The last millisecond of its life; 0 = it has no end.</param>
internal sealed record Entry(string? Text, SortedDictionary<string, string>? Fields, long ExpiryMs)
{
    public bool IsLiveAt(long timeMs) => ExpiryMs == 0 || timeMs <= ExpiryMs;

    public Entry Copied() => this with { Fields = Fields is null ? null : new(Fields, StringComparer.Ordinal) };
}

/// <summary>A command is answered with an error and changes nothing.</summary>
internal sealed class RefusedException(string error) : Exception(error);
