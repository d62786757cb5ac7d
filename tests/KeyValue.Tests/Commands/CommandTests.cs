using FromScratch.KeyValue.Commands;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Tests.Commands;

/// <summary>Replies to short sequences, the last command's compared to the byte; what a real server cannot tell is here too.</summary>
public sealed class CommandTests
{
    private const string WrongType = "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n";
    private const string NoReply = "$-1\r\n";

    [Theory]
    [InlineData("+OK\r\n", "SET k v EX 10")]
    [InlineData(":10\r\n", "SET k v EX 10", "TTL k")]
    [InlineData("$1\r\nv\r\n", "SET k v", "SET k w GET NX")]
    [InlineData("-ERR invalid expire time in 'set' command\r\n", "SET k v PX 0")]
    [InlineData("-ERR syntax error\r\n", "SET k v EX 1 PX 1")]
    [InlineData("+OK\r\n", "SET k a", "SET k b IFEQ a")]
    [InlineData(NoReply, "SET k a", "SET k b IFEQ x")]
    [InlineData(NoReply, "SET k b IFEQ x")]
    [InlineData("-ERR syntax error\r\n", "SET k b IFEQ x NX")]
    [InlineData(WrongType, "HSET k f v", "SET k b IFEQ x")]
    [InlineData(":1\r\n", "SET k v", "EXPIRE k -1")]
    [InlineData(NoReply, "SET k v", "EXPIRE k -1", "GET k")]
    [InlineData("$4\r\n10.6\r\n", "SET k 10.5", "INCRBYFLOAT k 0.1")]
    [InlineData("-ERR increment or decrement would overflow\r\n", "SET k 9223372036854775807", "INCR k")]
    [InlineData("$3\r\nint\r\n", "SET k 12", "OBJECT ENCODING k")]
    [InlineData("$6\r\nembstr\r\n", "SET k 012", "OBJECT ENCODING k")]
    [InlineData("$8\r\nlistpack\r\n", "HSET k f v", "OBJECT ENCODING k")]
    [InlineData(":2147483647\r\n", "SET k 12", "OBJECT REFCOUNT k")]
    [InlineData(":1\r\n", "SET k 10000", "OBJECT REFCOUNT k")]
    [InlineData(":0\r\n", "SET k v", "OBJECT IDLETIME k")]
    [InlineData("$1\r\nk\r\n", "SET k v", "RANDOMKEY")]
    [InlineData(NoReply, "RANDOMKEY")]
    [InlineData(":1\r\n", "SET k v", "DBSIZE")]
    [InlineData("*2\r\n$1\r\nf\r\n$1\r\nf\r\n", "HSET k f v", "HRANDFIELD k -2")]
    [InlineData("-ERR value is out of range\r\n", "HSET k f v", "HRANDFIELD k -1048577")]
    public void Sequences_have_their_reply(string reply, params string[] lines)
    {
        using var runner = new CommandRunner();
        var last = "";
        foreach (var line in lines)
            last = runner.Run(line);
        Assert.Equal(reply, last);
    }

    [Fact]
    public void A_random_choice_of_fields_has_no_field_twice()
    {
        using var runner = new CommandRunner();
        for (var field = 0; field < 300; field++)
            runner.Run($"HSET k f{field} v");
        for (var count = 1; count < 300; count += 37)
        {
            var lines = runner.Run($"HRANDFIELD k {count}").Split("\r\n");
            Assert.Equal($"*{count}", lines[0]);
            Assert.Equal(count, lines.Where(line => line.StartsWith('f')).Distinct().Count());
        }
    }

    [Fact]
    public void A_key_is_gone_when_its_time_has_come()
    {
        using var runner = new CommandRunner();
        runner.Run("SET k v PX 10");
        runner.TimeMs += 10;
        Assert.Equal("$1\r\nv\r\n", runner.Run("GET k"));
        runner.TimeMs++;
        Assert.Equal(NoReply, runner.Run("GET k"));
        Assert.Equal((1L, 1L), (runner.Counters.Hits, runner.Counters.Misses));
    }

    [Fact]
    public void Replies_of_maps_and_pairs_are_nested_in_RESP3()
    {
        using var runner = new CommandRunner(RespVersion.Resp3);
        runner.Run("HSET k f v");
        Assert.Equal("%1\r\n$1\r\nf\r\n$1\r\nv\r\n", runner.Run("HGETALL k"));
        Assert.Equal("*1\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n", runner.Run("HRANDFIELD k 5 WITHVALUES"));
        Assert.Equal("_\r\n", runner.Run("GET nothing"));
    }

    [Fact]
    public void Every_command_on_keys_has_a_handler()
    {
        for (var id = CommandId.Get; id <= CommandId.HScan; id++)
            Assert.Equal(id is not (CommandId.Object or CommandId.Wait or CommandId.WaitAof), DataCommands.Has(id));
        Assert.False(DataCommands.Has(CommandId.Ping));
    }
}
