namespace FromScratch.Simulation.Model;

public enum CommandKind : byte
{
    /// <summary>A leader's first entry, or a configuration.</summary>
    None,
    Write,
    Add,

    /// <summary>Writes when the value is the expected one.</summary>
    Swap,
    Read,
}

/// <param name="Kind">What it does to a key.</param>
/// <param name="Key">0, 1, ...</param>
/// <param name="Value">Written or added.</param>
/// <param name="Expected">For a swap.</param>
/// <param name="Id">Of the operation; unique in a history, 0 = nobody's.</param>
public readonly record struct Command(CommandKind Kind, int Key, long Value, long Expected, int Id)
{
    /// <summary>What the key holds afterwards, and what the client is told: the new value, or for a swap 1 when it was done.</summary>
    public (long Value, long Result) ApplyTo(long value) => Kind switch
    {
        CommandKind.Write => (Value, Value),
        CommandKind.Add => (value + Value, value + Value),
        CommandKind.Swap => value == Expected ? (Value, 1) : (value, 0),
        _ => (value, value),
    };
}
