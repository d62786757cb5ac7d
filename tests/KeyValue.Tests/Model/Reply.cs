namespace FromScratch.KeyValue.Tests.Model;

/// <summary>A reply as the model expects it, or as it was parsed; <see cref="ToString"/> is for people.</summary>
internal abstract record Reply
{
    public static readonly Reply Ok = new Line("+OK");

    public static readonly Reply Queued = new Line("+QUEUED");

    public static readonly Reply Null = new Nothing();

    public static Reply Error(string text) => new Line("-" + text);

    public static Reply Of(bool value) => new Number(value ? 1 : 0);

    public static Reply Of(long value) => new Number(value);

    public static Reply Of(string? value) => value is null ? Null : new Bulk(value);

    /// <summary>Whether a server may have answered this for it.</summary>
    public virtual bool Accepts(Reply actual) => Equals(actual);
}

/// <summary>A simple string or an error, its first character included.</summary>
internal sealed record Line(string Text) : Reply
{
    public override string ToString() => Text;
}

internal sealed record Number(long Value) : Reply
{
    public override string ToString() => $":{Value}";
}

internal sealed record Bulk(string Text) : Reply
{
    public override string ToString() => Words.Quote(Text);
}

internal sealed record Nothing : Reply
{
    public override string ToString() => "(nil)";
}

internal sealed record Many(IReadOnlyList<Reply> Elements) : Reply
{
    public override bool Accepts(Reply actual) => actual is Many many
        && many.Elements.Count == Elements.Count
        && Elements.Zip(many.Elements).All(static pair => pair.First.Accepts(pair.Second));

    public override string ToString() => $"[{string.Join(", ", Elements)}]";
}

/// <summary>Elements in whatever order.</summary>
internal sealed record Some(IEnumerable<string> Elements) : Reply
{
    public override bool Accepts(Reply actual) => actual is Many many
        && many.Elements.All(static element => element is Bulk)
        && many.Elements.Select(static element => ((Bulk)element).Text).Order(StringComparer.Ordinal)
            .SequenceEqual(Elements.Order(StringComparer.Ordinal));

    public override string ToString() => $"[{string.Join(", ", Elements.Select(Words.Quote))} in any order]";
}

/// <summary>Pairs in whatever order: a map in RESP3, in RESP2 an array of keys and values by turns.</summary>
internal sealed record Pairs(IReadOnlyList<Reply> Elements, bool IsMap) : Reply
{
    public override bool Accepts(Reply actual) => actual switch
    {
        Pairs map => IsMap && map.IsMap && Sorted(map.Elements).SequenceEqual(Sorted(Elements)),
        Many array => !IsMap && array.Elements.Count % 2 == 0 && Sorted(array.Elements).SequenceEqual(Sorted(Elements)),
        _ => false,
    };

    public override string ToString() => $"{(IsMap ? "map" : "array")} {{{string.Join("; ", Sorted(Elements))}}}";

    private static IEnumerable<string> Sorted(IReadOnlyList<Reply> elements) =>
        elements.Chunk(2).Select(static pair => $"{pair[0]} {pair[1]}").Order(StringComparer.Ordinal);
}

/// <summary>A number that depends on when something was last tidied up.</summary>
internal sealed record Within(long Least, long Most) : Reply
{
    public override bool Accepts(Reply actual) => actual is Number number && number.Value >= Least && number.Value <= Most;

    public override string ToString() => $":{Least} to :{Most}";
}
