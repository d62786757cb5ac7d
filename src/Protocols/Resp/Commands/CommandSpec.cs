using System.Text;

namespace FromScratch.Protocols.Resp.Commands;

/// <summary>What is known of one command, or of one subcommand of a command such as CONFIG.</summary>
public sealed class CommandSpec
{
    private readonly byte[] _fullName;
    private readonly int _wordStart;

    /// <param name="id">Its name in the program.</param>
    /// <param name="fullName">In lower case; a subcommand's has its command's in front: config|get.</param>
    /// <param name="arity">Arguments, the name or names included; negative = at least that many.</param>
    /// <param name="flags">What it does and when it is allowed.</param>
    public CommandSpec(CommandId id, string fullName, int arity, CommandFlags flags)
    {
        ArgumentNullException.ThrowIfNull(fullName);
        Id = id;
        _fullName = Encoding.ASCII.GetBytes(fullName);
        _wordStart = fullName.IndexOf('|', StringComparison.Ordinal) + 1;
        Arity = arity;
        Flags = flags;
    }

    public CommandId Id { get; }

    public ReadOnlySpan<byte> FullName => _fullName;

    /// <summary>The word that a request has: the command's own, without that of the command around it.</summary>
    public ReadOnlySpan<byte> Word => _fullName.AsSpan(_wordStart);

    public int Arity { get; }

    public CommandFlags Flags { get; }

    /// <summary>Those that the flags imply, and what the table adds.</summary>
    public AclCategories Categories
    {
        get => field | AclCategoryNames.ImpliedBy(Flags);
        init;
    }

    public required CommandGroup Group { get; init; }

    /// <summary>The version of Redis that had it first.</summary>
    public required string Since { get; init; }

    public required string Summary { get; init; }

    public KeySpec[] Keys { get; init; } = [];

    /// <summary>Hints for proxies and clients of clusters.</summary>
    public string[] Tips { get; init; } = [];

    public bool IsDeprecated { get; init; }

    public CommandSpec[] Subcommands { get; init; } = [];

    /// <summary>Index of the first key; 0 = no keys.</summary>
    public int FirstKey => Keys.Length == 0 ? 0 : Keys[0].First;

    /// <summary>Index of the last key; negative = counted from the request's end.</summary>
    public int LastKey => Keys.Length == 0 ? 0 : Keys[^1].Last < 0 ? Keys[^1].Last : Keys[^1].First + Keys[^1].Last;

    public int KeyStep => Keys.Length == 0 ? 0 : Keys[0].Step;

    public bool Has(CommandFlags flag) => (Flags & flag) != 0;

    /// <param name="argumentCount">Arguments of the request, the name included.</param>
    public bool Accepts(int argumentCount) => Arity >= 0 ? argumentCount == Arity : argumentCount >= -Arity;

    /// <summary>The arguments that are keys in a request of so many, its name included.</summary>
    public KeyIndexes KeysOf(int argumentCount)
    {
        var last = LastKey;
        return new KeyIndexes(FirstKey, Math.Min(last < 0 ? argumentCount + last : last, argumentCount - 1), KeyStep);
    }

    /// <summary>The subcommand of that name in whatever case, or null.</summary>
    public CommandSpec? FindSubcommand(ReadOnlySpan<byte> word)
    {
        foreach (var subcommand in Subcommands)
        {
            if (Ascii.EqualsIgnoreCase(subcommand.Word, word))
                return subcommand;
        }

        return null;
    }
}
