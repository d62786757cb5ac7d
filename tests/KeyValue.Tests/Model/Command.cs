namespace FromScratch.KeyValue.Tests.Model;

/// <summary>One step of a history: a command with its arguments, or something that happens to the server.</summary>
/// <param name="Arguments">As they are sent, the command's name first; empty = nothing is sent.</param>
internal abstract record Command(params string[] Arguments)
{
    /// <summary>The same in simpler forms, for shrinking.</summary>
    public virtual IEnumerable<Command> Simpler => [];

    public sealed override string ToString() => Arguments.Length > 0 ? string.Join(' ', Arguments.Select(Words.Show)) : Description;

    /// <summary>Of what is no command.</summary>
    protected virtual string Description => GetType().Name;

    /// <summary>The list with each of its groups of so many taken out, as long as one is left.</summary>
    protected static IEnumerable<string[]> Without(string[] list, int group = 1, int left = 1)
    {
        for (var at = 0; at + group <= list.Length && list.Length - group >= left * group; at += group)
            yield return [.. list[..at], .. list[(at + group)..]];
    }
}

/// <summary>Time goes by.</summary>
internal sealed record Advance(int Ms) : Command
{
    public override IEnumerable<Command> Simpler => Ms > 1 ? [new Advance(1), new Advance(Ms / 2), new Advance(Ms - 1)] : [];

    protected override string Description => $"-- {Ms} ms go by";
}

/// <summary>The server writes a snapshot.</summary>
internal sealed record TakeSnapshot : Command
{
    protected override string Description => "-- a snapshot is taken";
}

/// <summary>The server ends and begins anew from its files; the client connects again.</summary>
internal sealed record Restart : Command
{
    protected override string Description => "-- the server starts anew";
}

internal sealed record Multi() : Command("MULTI");

internal sealed record Exec() : Command("EXEC");

internal sealed record Discard() : Command("DISCARD");

/// <summary>A request that is refused as soon as it is read, with this error.</summary>
internal sealed record Malformed(string Error, params string[] Request) : Command(Request);
