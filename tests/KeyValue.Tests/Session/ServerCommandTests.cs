using FromScratch.TestKit;
using FromScratch.Transport;
using Xunit;

namespace FromScratch.KeyValue.Tests.Session;

public sealed class ServerCommandTests
{
    [Theory]
    [InlineData("CONFIG GET appendonly\r\n", "*2\r\n$10\r\nappendonly\r\n$2\r\nno\r\n")]
    [InlineData("CONFIG GET nothing\r\n", "*0\r\n")]
    [InlineData("CONFIG SET maxmemory 10mb\r\nCONFIG GET maxmemory\r\n", "+OK\r\n*2\r\n$9\r\nmaxmemory\r\n$8\r\n10485760\r\n")]
    [InlineData("CONFIG SET foo bar\r\n", "-ERR Unknown option or number of arguments for CONFIG SET - 'foo'\r\n")]
    [InlineData("CONFIG SET databases 3\r\n",
        "-ERR CONFIG SET failed (possibly related to argument 'databases') - can't set immutable config\r\n")]
    [InlineData("CONFIG SET slowlog-max-len 5 maxmemory abc\r\nCONFIG GET slowlog-max-len\r\n",
        "-ERR CONFIG SET failed (possibly related to argument 'maxmemory') - argument must be a memory value\r\n" +
        "*2\r\n$15\r\nslowlog-max-len\r\n$3\r\n128\r\n")]
    [InlineData("CONFIG REWRITE\r\n", "-ERR The server is running without a config file\r\n")]
    [InlineData("COMMAND GETKEYS mset a 1 b 2\r\n", "*2\r\n$1\r\na\r\n$1\r\nb\r\n")]
    [InlineData("COMMAND GETKEYS foo a\r\n", "-ERR Invalid command specified\r\n")]
    [InlineData("COMMAND LIST FILTERBY PATTERN setr*\r\n", "*1\r\n$8\r\nsetrange\r\n")]
    [InlineData("TIME\r\n", "*2\r\n$10\r\n1767225600\r\n$1\r\n0\r\n")]
    [InlineData("ROLE\r\n", "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n")]
    [InlineData("WAIT 0 0\r\n", ":0\r\n")]
    [InlineData("WAIT 1 -1\r\n", "-ERR timeout is negative\r\n")]
    [InlineData("WAITAOF 0 0 0\r\n", "*2\r\n:0\r\n:0\r\n")]
    [InlineData("CLIENT KILL 1.2.3.4:5\r\n", "-ERR No such client\r\n")]
    [InlineData("CLIENT KILL ID x\r\n", "-ERR client-id should be greater than 0\r\n")]
    [InlineData("CLIENT SETNAME \"a b\"\r\n", "-ERR Client names cannot contain spaces, newlines or special characters.\r\n")]
    [InlineData("HELLO 4\r\n", "-NOPROTO unsupported protocol version\r\n")]
    [InlineData("SHUTDOWN\r\n", "-ERR Errors trying to SHUTDOWN. Check logs.\r\n")]
    [InlineData("CLUSTER NODES\r\n", "-ERR unknown command 'CLUSTER', with args beginning with: 'NODES' \r\n")]
    public void Answers_are_those_of_redis(string request, string expected)
    {
        using var server = new SessionServer();
        Assert.Equal(expected, server.Connect().Exchange(request));
    }

    [Fact]
    public void A_reply_that_comes_later_holds_back_only_its_own_client()
    {
        using var server = new SessionServer();
        var client = server.Connect();
        Assert.Equal("", client.Exchange("DEBUG SLEEP 1\r\nPING\r\n"));
        Assert.Equal("+PONG\r\n", server.Connect().Exchange("PING\r\n"));
        server.Clock.AdvanceSeconds(1.1);
        client.Pump();
        Assert.Equal("+OK\r\n+PONG\r\n", client.TakeText());
    }

    [Fact]
    public void Wait_for_a_replica_ends_with_its_time()
    {
        using var server = new SessionServer();
        var client = server.Connect();
        Assert.Equal("", client.Exchange("WAIT 1 500\r\n"));
        server.Clock.AdvanceSeconds(0.6);
        client.Pump();
        Assert.Equal(":0\r\n", client.TakeText());
    }

    [Fact]
    public void Clients_can_be_listed_and_killed()
    {
        using var server = new SessionServer();
        var client = server.Connect();
        var victim = server.Connect();
        victim.Feed("CLIENT SETNAME victim\r\n");
        Assert.Contains("name=victim age=0 idle=0 flags=N db=0", client.Exchange("CLIENT LIST\r\n"), StringComparison.Ordinal);
        Assert.Equal(":1\r\n", client.Exchange($"CLIENT KILL ID {victim.Connection.Id}\r\n"));
        victim.Pump();
        Assert.Equal(CloseReason.Aborted, victim.ClosedBy);
        Assert.Equal("$-1\r\n:1\r\n", client.Exchange($"CLIENT GETNAME\r\nCLIENT KILL ID {client.Connection.Id} SKIPME no\r\n"));
        Assert.True(client.IsClosed);
    }

    [Fact]
    public void Slow_commands_are_noted()
    {
        using var server = new SessionServer(static options => options.SlowLogSlowerThanMicroseconds = 0);
        var client = server.Connect();
        client.Feed("ECHO hello\r\n");
        client.TakeText();
        Assert.Equal(
            ":1\r\n*1\r\n*6\r\n:1\r\n:1767225600\r\n:0\r\n*2\r\n$7\r\nSLOWLOG\r\n$3\r\nLEN\r\n$3\r\n?:0\r\n$0\r\n\r\n",
            client.Exchange("SLOWLOG LEN\r\nSLOWLOG GET 1\r\n"));
        Assert.Equal("+OK\r\n:1\r\n", client.Exchange("SLOWLOG RESET\r\nSLOWLOG LEN\r\n"));
    }

    [Fact]
    public void Info_counts_commands_and_errors()
    {
        using var server = new SessionServer();
        var client = server.Connect();
        client.Feed("SET a 1\r\nGET a\r\nGET a\r\nFOO\r\n");
        client.TakeText();
        var info = client.Exchange("INFO all\r\n");
        Assert.Contains("cmdstat_get:calls=2,", info, StringComparison.Ordinal);
        Assert.Contains("errorstat_ERR:count=1", info, StringComparison.Ordinal);
        Assert.Contains("db0:keys=1,expires=0,avg_ttl=0", info, StringComparison.Ordinal);
        Assert.Contains("redis_mode:standalone", info, StringComparison.Ordinal);
    }
}
