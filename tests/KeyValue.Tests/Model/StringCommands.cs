namespace FromScratch.KeyValue.Tests.Model;

/// <summary>SET with options that may contradict each other; numbers are text, for they may be none.</summary>
internal sealed record Set(string Key, string Value, params Option[] Options)
    : Command(["SET", Key, Value, .. Options.SelectMany(static option => option.Words)])
{
    public override IEnumerable<Command> Simpler =>
        Options.Select((_, at) => new Set(Key, Value, [.. Options[..at], .. Options[(at + 1)..]]));
}

internal sealed record GetEx(string Key, params Option[] Options)
    : Command(["GETEX", Key, .. Options.SelectMany(static option => option.Words)])
{
    public override IEnumerable<Command> Simpler =>
        Options.Select((_, at) => new GetEx(Key, [.. Options[..at], .. Options[(at + 1)..]]));
}

/// <summary>An option of SET or GETEX.</summary>
/// <param name="Name">As it is sent.</param>
/// <param name="Argument">Null = it has none, or its argument is missing.</param>
internal sealed record Option(string Name, string? Argument = null)
{
    public string[] Words => Argument is null ? [Name] : [Name, Argument];

    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}

internal sealed record Get(string Key) : Command("GET", Key);

internal sealed record GetSet(string Key, string Value) : Command("GETSET", Key, Value);

internal sealed record GetDel(string Key) : Command("GETDEL", Key);

internal sealed record Append(string Key, string Value) : Command("APPEND", Key, Value);

internal sealed record StrLen(string Key) : Command("STRLEN", Key);

internal sealed record GetRange(string Key, string First, string Last) : Command("GETRANGE", Key, First, Last);

internal sealed record SetRange(string Key, string Offset, string Part) : Command("SETRANGE", Key, Offset, Part);

internal sealed record MGet(params string[] Keys) : Command(["MGET", .. Keys])
{
    public override IEnumerable<Command> Simpler => Without(Keys).Select(static keys => new MGet(keys));
}

/// <summary>Keys and values by turns; the last value may be missing.</summary>
internal sealed record MSet(params string[] Pairs) : Command(["MSET", .. Pairs])
{
    public override IEnumerable<Command> Simpler => Without(Pairs, 2).Select(static pairs => new MSet(pairs));
}

internal sealed record MSetNx(params string[] Pairs) : Command(["MSETNX", .. Pairs])
{
    public override IEnumerable<Command> Simpler => Without(Pairs, 2).Select(static pairs => new MSetNx(pairs));
}

internal sealed record Incr(string Key) : Command("INCR", Key);

internal sealed record Decr(string Key) : Command("DECR", Key);

internal sealed record IncrBy(string Key, string Increment) : Command("INCRBY", Key, Increment);

internal sealed record DecrBy(string Key, string Decrement) : Command("DECRBY", Key, Decrement);

internal sealed record SetBit(string Key, string Offset, string Bit) : Command("SETBIT", Key, Offset, Bit);

internal sealed record GetBit(string Key, string Offset) : Command("GETBIT", Key, Offset);

/// <summary>With nothing, one word, a range, or a range and its unit behind the key.</summary>
internal sealed record BitCount(string Key, params string[] Range) : Command(["BITCOUNT", Key, .. Range])
{
    public override IEnumerable<Command> Simpler => Range.Length > 0 ? [new BitCount(Key)] : [];
}
