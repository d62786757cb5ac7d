using System.Text;

namespace FromScratch.Protocols.Resp.Commands;

/// <summary>Why a request names no command that can be executed.</summary>
public enum LookupResult : byte
{
    Found,
    UnknownCommand,
    UnknownSubcommand,
    WrongArity,

    /// <summary>Somebody makes a browser talk to the server (POST, Host:): the connection is closed without a word.</summary>
    CrossProtocol,
}

/// <summary>Finds a command by its name in any case, without allocation: a fixed hash table that is at most half full.</summary>
public static class CommandLookup
{
    private const int SlotCount = 512;

    private static readonly CommandSpec?[] Slots = Fill();

    /// <summary>The command and, for a command that has them, the subcommand, with the number of arguments checked.</summary>
    /// <param name="request">At least one argument.</param>
    /// <param name="spec">The command found; with WrongArity the one whose arity it is, with UnknownSubcommand the one around it.</param>
    public static LookupResult Find(in RespRequest request, out CommandSpec? spec)
    {
        spec = Find(request[0]);
        if (spec is null)
            return IsCrossProtocol(request[0]) ? LookupResult.CrossProtocol : LookupResult.UnknownCommand;
        if (spec.Subcommands.Length > 0 && request.Count > 1)
        {
            if (spec.FindSubcommand(request[1]) is not { } subcommand)
                return LookupResult.UnknownSubcommand;
            spec = subcommand;
        }

        return spec.Accepts(request.Count) ? LookupResult.Found : LookupResult.WrongArity;
    }

    /// <summary>The command of that name, subcommands not counted; null when there is none.</summary>
    public static CommandSpec? Find(ReadOnlySpan<byte> word)
    {
        for (var at = Hash(word); ; at++)
        {
            var spec = Slots[at % SlotCount];
            if (spec is null || Ascii.EqualsIgnoreCase(spec.Word, word))
                return spec;
        }
    }

    private static bool IsCrossProtocol(ReadOnlySpan<byte> word) =>
        Ascii.EqualsIgnoreCase(word, "post"u8) || Ascii.EqualsIgnoreCase(word, "host:"u8);

    private static CommandSpec?[] Fill()
    {
        var slots = new CommandSpec?[SlotCount];
        foreach (var spec in CommandTable.All)
        {
            var at = Hash(spec.Word);
            while (slots[at % SlotCount] is not null)
                at++;
            slots[at % SlotCount] = spec;
        }

        return slots;
    }

    /// <summary>Bit 5 is what tells capital from small letters, so it does not count.</summary>
    private static uint Hash(ReadOnlySpan<byte> word)
    {
        var hash = (uint)word.Length;
        foreach (var character in word[..Math.Min(word.Length, 16)])
            hash = (hash * 31) + (uint)(character | 0x20);
        return hash ^ (hash >> 15);
    }
}
