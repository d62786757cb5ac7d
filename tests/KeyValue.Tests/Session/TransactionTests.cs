using Xunit;

namespace FromScratch.KeyValue.Tests.Session;

public sealed class TransactionTests
{
    [Fact]
    public void Other_commands_take_their_place_among_the_data()
    {
        using var server = new SessionServer();
        var client = server.Connect();
        client.Feed("MULTI\r\nPING\r\nSET a 1\r\nECHO x\r\nGET a\r\nPUBLISH c m\r\n");
        client.TakeText();
        Assert.Equal("*5\r\n+PONG\r\n+OK\r\n$1\r\nx\r\n$1\r\n1\r\n:0\r\n", client.Exchange("EXEC\r\n"));
        Assert.Equal("+PONG\r\n", client.Exchange("PING\r\n"));
    }

    [Fact]
    public void A_transaction_without_data_is_executed_too()
    {
        using var server = new SessionServer();
        var client = server.Connect();
        Assert.Equal("+OK\r\n+QUEUED\r\n*1\r\n+PONG\r\n", client.Exchange("MULTI\r\nPING\r\nEXEC\r\n"));
        Assert.Equal("+OK\r\n*0\r\n", client.Exchange("MULTI\r\nEXEC\r\n"));
    }

    [Theory]
    [InlineData("FOO\r\n", "-ERR unknown command 'FOO', with args beginning with: \r\n")]
    [InlineData("GET\r\n", "-ERR wrong number of arguments for 'get' command\r\n")]
    [InlineData("SAVE\r\n", "-ERR Command not allowed inside a transaction\r\n")]
    [InlineData("SHUTDOWN\r\n", "-ERR Command not allowed inside a transaction\r\n")]
    public void What_cannot_be_queued_fails_the_transaction(string request, string error)
    {
        using var server = new SessionServer();
        var client = server.Connect();
        Assert.Equal("+OK\r\n" + error, client.Exchange("MULTI\r\n" + request));
        client.Feed("SET a 1\r\n");
        client.TakeText();
        Assert.Equal("-EXECABORT Transaction discarded because of previous errors.\r\n$-1\r\n", client.Exchange("EXEC\r\nGET a\r\n"));
    }

    [Fact]
    public void Words_out_of_place_are_refused()
    {
        using var server = new SessionServer();
        var client = server.Connect();
        Assert.Equal("-ERR EXEC without MULTI\r\n-ERR DISCARD without MULTI\r\n", client.Exchange("EXEC\r\nDISCARD\r\n"));
        Assert.Equal(
            "+OK\r\n-ERR MULTI calls can not be nested\r\n-ERR WATCH inside MULTI is not allowed\r\n+OK\r\n+PONG\r\n",
            client.Exchange("MULTI\r\nMULTI\r\nWATCH a\r\nDISCARD\r\nPING\r\n"));
    }

    [Theory]
    [InlineData("SET a 2\r\n", "*-1\r\n")]
    [InlineData("DEL a\r\n", "*-1\r\n")]
    [InlineData("SET b 2\r\n", "*1\r\n+OK\r\n")]
    public void A_watched_key_decides(string meanwhile, string expected)
    {
        using var server = new SessionServer();
        var client = server.Connect();
        var other = server.Connect();
        client.Feed("SET a 1\r\nWATCH a\r\n");
        other.Feed(meanwhile);
        client.Feed("MULTI\r\nSET c 1\r\n");
        client.TakeText();
        Assert.Equal(expected, client.Exchange("EXEC\r\n"));
    }

    [Fact]
    public void A_missing_key_can_be_watched_and_unwatched()
    {
        using var server = new SessionServer();
        var client = server.Connect();
        client.Feed("WATCH a\r\n");
        server.Connect().Feed("SET a 1\r\n");
        client.Feed("MULTI\r\nPING\r\n");
        client.TakeText();
        Assert.Equal("*-1\r\n", client.Exchange("EXEC\r\n"));
        client.Feed("WATCH a\r\nSET a 2\r\nUNWATCH\r\nMULTI\r\nGET a\r\n");
        client.TakeText();
        Assert.Equal("*1\r\n$1\r\n2\r\n", client.Exchange("EXEC\r\n"));
    }

    [Fact]
    public void A_transaction_is_bounded()
    {
        using var server = new SessionServer();
        var client = server.Connect();
        client.Feed("MULTI\r\n");
        var value = new string('x', 1 << 20);
        var refused = 0;
        for (var i = 0; i < 10; i++)
        {
            client.TakeText();
            client.Feed($"*3\r\n$3\r\nSET\r\n$1\r\na\r\n${value.Length}\r\n{value}\r\n");
            refused += client.TakeText() == "-ERR the transaction is too large\r\n" ? 1 : 0;
        }

        Assert.Equal(3, refused);
        Assert.StartsWith("-EXECABORT", client.Exchange("EXEC\r\n"), StringComparison.Ordinal);
    }
}
