using FromScratch.Core.Buffers;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.Protocols.Tests.Resp.Commands;

public sealed class CommandLookupTests
{
    [Fact]
    public void Every_command_is_found_in_any_case()
    {
        foreach (var spec in CommandTable.All)
        {
            var name = Wire.Text(spec.Word);
            Assert.Same(spec, CommandLookup.Find(Wire.Bytes(name)));
            Assert.Same(spec, CommandLookup.Find(Wire.Bytes(name.ToUpperInvariant())));
            Assert.Same(spec, CommandLookup.Find(Wire.Bytes(char.ToUpperInvariant(name[0]) + name[1..])));
            Assert.Null(CommandLookup.Find(Wire.Bytes(name + "!")));
            Assert.Null(CommandLookup.Find(Wire.Bytes("!" + name[1..])));
        }

        Assert.Null(CommandLookup.Find([]));
        Assert.Null(CommandLookup.Find(new byte[100_000]));
        Assert.Null(CommandLookup.Find("g\u0005t"u8));
    }

    [Theory]
    [InlineData("get k", LookupResult.Found, CommandId.Get, "")]
    [InlineData("GET", LookupResult.WrongArity, CommandId.Get, "-ERR wrong number of arguments for 'get' command\r\n")]
    [InlineData("get a b", LookupResult.WrongArity, CommandId.Get, "-ERR wrong number of arguments for 'get' command\r\n")]
    [InlineData("mget", LookupResult.WrongArity, CommandId.MGet, "-ERR wrong number of arguments for 'mget' command\r\n")]
    [InlineData("mget a b c", LookupResult.Found, CommandId.MGet, "")]
    [InlineData("config", LookupResult.WrongArity, CommandId.Config, "-ERR wrong number of arguments for 'config' command\r\n")]
    [InlineData("config get", LookupResult.WrongArity, CommandId.ConfigGet, "-ERR wrong number of arguments for 'config|get' command\r\n")]
    [InlineData("Config Set a b", LookupResult.Found, CommandId.ConfigSet, "")]
    [InlineData("config nope x", LookupResult.UnknownSubcommand, CommandId.Config, "-ERR unknown subcommand 'nope'. Try CONFIG HELP.\r\n")]
    [InlineData(
        "config \"a\\r\\nb\"", LookupResult.UnknownSubcommand, CommandId.Config,
        "-ERR unknown subcommand 'a  b'. Try CONFIG HELP.\r\n")]
    [InlineData("command", LookupResult.Found, CommandId.Command, "")]
    [InlineData("command docs get", LookupResult.Found, CommandId.CommandDocs, "")]
    [InlineData("client no-evict on", LookupResult.Found, CommandId.ClientNoEvict, "")]
    [InlineData("foo", LookupResult.UnknownCommand, CommandId.None, "-ERR unknown command 'foo', with args beginning with: \r\n")]
    [InlineData(
        "foo a b", LookupResult.UnknownCommand, CommandId.None,
        "-ERR unknown command 'foo', with args beginning with: 'a' 'b' \r\n")]
    [InlineData(
        "\"fo\\r\\no\" \"a\\nb\"", LookupResult.UnknownCommand, CommandId.None,
        "-ERR unknown command 'fo  o', with args beginning with: 'a b' \r\n")]
    [InlineData(
        "foo \"a\\x00b\" c", LookupResult.UnknownCommand, CommandId.None,
        "-ERR unknown command 'foo', with args beginning with: 'a' 'c' \r\n")]
    [InlineData("\"\" a", LookupResult.UnknownCommand, CommandId.None, "-ERR unknown command '', with args beginning with: 'a' \r\n")]
    [InlineData("post a", LookupResult.CrossProtocol, CommandId.None, "")]
    [InlineData("Host: a", LookupResult.CrossProtocol, CommandId.None, "")]
    public void A_request_names_a_command_or_gets_Redis_words(string line, LookupResult expected, CommandId id, string reply)
    {
        Assert.Equal((expected, id, reply), LookUp(line));
    }

    [Fact]
    public void Long_words_of_the_client_are_cut()
    {
        Assert.Equal(
            $"-ERR unknown command '{new string('f', 128)}', with args beginning with: 'b' \r\n",
            LookUp(new string('f', 200) + " b").Reply);
        Assert.Equal(
            $"-ERR unknown command 'foo', with args beginning with: '{new string('a', 128)}' \r\n",
            LookUp($"foo {new string('a', 200)} b").Reply);
        Assert.Equal(
            $"-ERR unknown command 'foo', with args beginning with: '{new string('a', 100)}' '{new string('b', 25)}' \r\n",
            LookUp($"foo {new string('a', 100)} {new string('b', 100)} c").Reply);
        Assert.Equal(
            $"-ERR unknown subcommand '{new string('z', 128)}'. Try OBJECT HELP.\r\n",
            LookUp("object " + new string('z', 200)).Reply);
    }

    [Fact]
    public void Looking_up_allocates_nothing()
    {
        using var decoder = new RespRequestDecoder();
        decoder.Decode("CONFIG get save\r\n"u8, RequestLimits.Default, out var request);
        CommandLookup.Find(request, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            CommandLookup.Find(request, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (LookupResult Result, CommandId Id, string Reply) LookUp(string line)
    {
        using var decoder = new RespRequestDecoder();
        decoder.Decode(Wire.Bytes(line + "\r\n"), RequestLimits.Default, out var request);
        var result = CommandLookup.Find(request, out var spec);
        var output = new OutputBuffer();
        CommandErrors.Write(output, result, request, spec);
        return (result, spec?.Id ?? CommandId.None, Wire.Text(output.Written));
    }
}
