using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.Protocols.Tests.Resp.Commands;

public sealed class CommandTableTests
{
    private static IEnumerable<CommandSpec> Everything => CommandTable.All.SelectMany(spec => spec.Subcommands.Prepend(spec));

    [Fact]
    public void Every_id_has_one_row()
    {
        Assert.Equal(Enum.GetValues<CommandId>().Skip(1), Everything.Select(spec => spec.Id).Order());
        Assert.All(Everything, spec => Assert.Equal(
            Wire.Text(spec.FullName).Replace("|", "").Replace("-", ""), spec.Id.ToString(), ignoreCase: true));
    }

    [Fact]
    public void Subcommands_carry_their_commands_name() => Assert.All(CommandTable.All, spec => Assert.All(spec.Subcommands, subcommand =>
        Assert.Equal($"{Wire.Text(spec.FullName)}|{Wire.Text(subcommand.Word)}", Wire.Text(subcommand.FullName))));

    [Fact]
    public void Every_row_describes_itself() => Assert.All(Everything, spec =>
    {
        Assert.Matches("^[A-Z].*\\.$", spec.Summary);
        Assert.Matches("^[1-9]\\.[0-9]+\\.[0-9]+$", spec.Since);
        Assert.NotEqual(0, spec.Arity);
        Assert.False(spec.Has(CommandFlags.Write) && spec.Has(CommandFlags.ReadOnly));
    });

    [Theory]
    [InlineData("get", 2, new[] { 1 })]
    [InlineData("mget", 4, new[] { 1, 2, 3 })]
    [InlineData("mset", 5, new[] { 1, 3 })]
    [InlineData("mset", 4, new[] { 1, 3 })]
    [InlineData("rename", 3, new[] { 1, 2 })]
    [InlineData("copy", 6, new[] { 1, 2 })]
    [InlineData("bitop", 5, new[] { 2, 3, 4 })]
    [InlineData("lcs", 3, new[] { 1, 2 })]
    [InlineData("ping", 1, new int[0])]
    [InlineData("del", 1, new int[0])]
    [InlineData("copy", 2, new[] { 1 })]
    public void Keys_stand_where_the_table_says(string name, int arguments, int[] expected)
    {
        var indexes = new List<int>();
        foreach (var index in CommandLookup.Find(Wire.Bytes(name))!.KeysOf(arguments))
            indexes.Add(index);
        Assert.Equal(expected, indexes);
    }

    [Fact]
    public void Names_of_flags_are_those_of_COMMAND_INFO()
    {
        var reset = CommandLookup.Find("reset"u8)!;
        Assert.Equal(["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"], CommandFlagNames.Of(reset.Flags));
        Assert.Equal(["@fast", "@connection"], AclCategoryNames.Of(reset.Categories));
        Assert.Equal(["RW", "access", "update", "variable_flags"], KeyFlagNames.Of(CommandLookup.Find("SET"u8)!.Keys[0].Flags));
        Assert.Equal("connection"u8, reset.Group.Name());
    }
}
