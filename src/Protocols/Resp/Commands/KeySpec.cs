namespace FromScratch.Protocols.Resp.Commands;

/// <summary>What a command does with a key; in the order in which COMMAND INFO names them.</summary>
[Flags]
public enum KeyFlags : ushort
{
    None = 0,
    ReadOnly = 1 << 0,
    ReadWrite = 1 << 1,
    Overwrite = 1 << 2,
    Remove = 1 << 3,
    Access = 1 << 4,
    Update = 1 << 5,
    Insert = 1 << 6,
    Delete = 1 << 7,
    Variable = 1 << 8,
}

public static class KeyFlagNames
{
    private static readonly string[] Names = ["RO", "RW", "OW", "RM", "access", "update", "insert", "delete", "variable_flags"];

    /// <summary>The names that COMMAND INFO lists.</summary>
    public static IEnumerable<string> Of(KeyFlags flags) => Names.Where((_, bit) => ((int)flags & (1 << bit)) != 0);
}

/// <summary>Where some of a command's keys stand: a range of arguments.</summary>
/// <param name="Flags">What is done with these keys.</param>
/// <param name="First">Index of the first key; the command's name is 0.</param>
/// <param name="Last">The last key: counted from the first when 0 or more, from the end of the request when negative.</param>
/// <param name="Step">From one key to the next.</param>
public readonly record struct KeySpec(KeyFlags Flags, int First = 1, int Last = 0, int Step = 1);
