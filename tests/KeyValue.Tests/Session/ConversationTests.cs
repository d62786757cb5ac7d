using System.Text;
using FromScratch.TestKit;
using FromScratch.TestKit.Sessions;
using FromScratch.Transport;
using Xunit;

namespace FromScratch.KeyValue.Tests.Session;

public sealed class ConversationTests
{
    [Theory]
    [InlineData("PING\r\nECHO hello\r\n", "+PONG\r\n$5\r\nhello\r\n")]
    [InlineData("*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nping\r\n$2\r\nhi\r\n", "+PONG\r\n$2\r\nhi\r\n")]
    [InlineData("SET a 1\r\nGET a\r\nPING\r\nINCR a\r\n", "+OK\r\n$1\r\n1\r\n+PONG\r\n:2\r\n")]
    [InlineData("\r\n*0\r\n*-1\r\nPING\r\n", "+PONG\r\n")]
    [InlineData("GET\r\nGET a b\r\n", "-ERR wrong number of arguments for 'get' command\r\n-ERR wrong number of arguments for 'get' command\r\n")]
    [InlineData("FOO a b\r\n", "-ERR unknown command 'FOO', with args beginning with: 'a' 'b' \r\n")]
    [InlineData("CLIENT FOO\r\n", "-ERR unknown subcommand 'FOO'. Try CLIENT HELP.\r\n")]
    [InlineData("SELECT 0\r\nSELECT 1\r\nSELECT x\r\n",
        "+OK\r\n-ERR DB index is out of range\r\n-ERR value is not an integer or out of range\r\n")]
    [InlineData("QUIT\r\nPING\r\n", "+OK\r\n")]
    [InlineData("PING\r\n*1\r\n+4\r\n", "+PONG\r\n-ERR Protocol error: expected '$', got '+'\r\n")]
    [InlineData("SET a 1\r\n*x\r\nPING\r\n", "+OK\r\n-ERR Protocol error: invalid multibulk length\r\n")]
    [InlineData("ECHO \"a\r\n", "-ERR Protocol error: unbalanced quotes in request\r\n")]
    [InlineData("POST / HTTP/1.1\r\nPING\r\n", "")]
    [InlineData("MULTI\r\nSET a 1\r\nGET a\r\nEXEC\r\nGET a\r\n",
        "+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n+OK\r\n$1\r\n1\r\n$1\r\n1\r\n")]
    [InlineData("CLIENT REPLY SKIP\r\nSET a 1\r\nGET a\r\nCLIENT REPLY OFF\r\nPING\r\nGET a\r\nCLIENT REPLY ON\r\nPING\r\n",
        "$1\r\n1\r\n+OK\r\n+PONG\r\n")]
    [InlineData("SUBSCRIBE a b\r\nGET x\r\nPING\r\nUNSUBSCRIBE\r\nPING\r\n",
        "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:2\r\n" +
        "-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context\r\n" +
        "*2\r\n$4\r\npong\r\n$0\r\n\r\n" +
        "*3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:1\r\n*3\r\n$11\r\nunsubscribe\r\n$1\r\nb\r\n:0\r\n+PONG\r\n")]
    public void A_conversation_is_answered_the_same_however_it_is_cut(string request, string expected)
    {
        var servers = new List<SessionServer>();
        try
        {
            SessionFragments.AlwaysAnswers(
                () =>
                {
                    servers.Add(new SessionServer());
                    return servers[^1].Factory;
                },
                request, expected);
        }
        finally
        {
            servers.ForEach(static server => server.Dispose());
        }
    }

    [Fact]
    public void Many_requests_in_one_read_yield_and_are_all_answered()
    {
        using var server = new SessionServer();
        var client = server.Connect();
        client.Feed(string.Concat(Enumerable.Repeat("PING\r\n", 3000)));
        Assert.Equal(3000 * "+PONG\r\n".Length, client.TakeOutput().Length);
        Assert.True(client.Turns > 2);
    }

    [Fact]
    public void A_peer_that_does_not_read_is_not_answered_beyond_the_soft_limit()
    {
        using var server = new SessionServer();
        var client = server.Connect(softLimitBytes: 4096);
        client.PeerReads = false;
        client.Feed(string.Concat(Enumerable.Repeat("ECHO " + new string('x', 1000) + "\r\n", 100)));
        Assert.InRange(client.UnsentBytes, 4096, 4096 + 1100);
        client.PeerReads = true;
        client.Pump();
        Assert.Equal(100 * 1009, client.TakeOutput().Length);
    }

    [Fact]
    public void Who_has_not_logged_in_may_not_send_much()
    {
        using var server = new SessionServer(static options => options.RequirePass = "secret");
        var client = server.Connect();
        Assert.Equal("-ERR Protocol error: unauthenticated multibulk length\r\n", client.Exchange("*11\r\n"));
        Assert.Equal(CloseReason.SessionClosed, client.ClosedBy);
        client = server.Connect();
        Assert.Equal("-ERR Protocol error: unauthenticated bulk length\r\n", client.Exchange("*1\r\n$16385\r\n"));
    }

    [Fact]
    public void An_inline_request_is_bounded()
    {
        using var server = new SessionServer();
        var client = server.Connect();
        Assert.Equal("-ERR Protocol error: too big inline request\r\n", client.Exchange(new string('x', 70_000)));
        Assert.True(client.IsClosed);
    }

    [Fact]
    public void Bytes_at_random_never_break_a_session() => Seeds.ForEach(200, static random =>
    {
        string[] words =
        [
            "PING", "SET", "GET", "MULTI", "EXEC", "WATCH", "DISCARD", "SUBSCRIBE", "UNSUBSCRIBE", "PUBLISH", "CLIENT", "REPLY", "SKIP", "OFF",
            "ON", "LIST", "INFO", "CONFIG", "RESETSTAT", "COMMAND", "DOCS", "HELLO", "3", "2", "RESET", "a", "b", "*", "KILL", "ID", "1", "-1",
            "WAIT", "0", "MONITOR", "DEBUG", "SLEEP", "ACL", "WHOAMI", "SLOWLOG", "LATENCY", "HISTOGRAM", "SAVE", "\"", "\0", "MEMORY", "USAGE",
        ];
        using var server = new SessionServer();
        var clients = new[] { server.Connect(), server.Connect() };
        for (var i = 0; i < 100; i++)
        {
            var client = clients[random.NextInt32(2)];
            var request = new StringBuilder();
            var count = random.NextInt32(1, 5);
            var multibulk = random.Chance(0.5);
            if (multibulk)
                request.Append('*').Append(count).Append("\r\n");
            for (var word = 0; word < count; word++)
            {
                var text = words[random.NextInt32(words.Length)];
                request.Append(multibulk ? $"${text.Length}\r\n{text}\r\n" : text + " ");
            }

            if (!multibulk)
                request.Append("\r\n");
            var bytes = Encoding.Latin1.GetBytes(request.ToString());
            if (random.Chance(0.05))
                bytes[random.NextInt32(bytes.Length)] = (byte)random.NextInt32(256);
            client.Feed(bytes.AsSpan(0, random.Chance(0.1) ? random.NextInt32(bytes.Length) : bytes.Length));
            server.Clock.AdvanceSeconds(0.1);
            foreach (var one in clients)
                one.Pump();
        }
    });
}
