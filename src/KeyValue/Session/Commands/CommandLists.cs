using System.Text;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>Commands by category, for ACL CAT and COMMAND LIST.</summary>
internal static class CommandLists
{
    /// <summary>Commands without subcommands, and the subcommands of the others.</summary>
    public static IEnumerable<CommandSpec> All { get; } =
        [.. CommandTable.All.SelectMany(static spec => (CommandSpec[])[spec, .. spec.Subcommands])];

    public static string NameOf(CommandSpec spec) => Encoding.ASCII.GetString(spec.FullName);

    /// <param name="spec">The command.</param>
    /// <param name="category">Without its at sign.</param>
    public static bool IsOf(CommandSpec spec, string category) => AclCategoryNames.Of(spec.Categories)
        .Any(name => name.AsSpan(1).Equals(category, StringComparison.OrdinalIgnoreCase));
}
