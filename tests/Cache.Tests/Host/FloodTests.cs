using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;
using FromScratch.TestKit.Sockets;

namespace FromScratch.Cache.Tests.Host;

/// <summary>Bad input over real sockets, all of it to one server, which must answer as memcached does and go on serving.</summary>
public sealed partial class FloodTests(FloodTests.Server server) : IClassFixture<FloodTests.Server>
{
    private const string BadLine = "CLIENT_ERROR bad command line format\r\n";
    private const string Mn = "MN\r\n";
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    [Theory]
    [InlineData("get {k*251}\r\n", BadLine)]
    [InlineData("delete {k*251}\r\n", BadLine)]
    [InlineData("incr {k*251} 1\r\n", BadLine)]
    [InlineData("mg {k*251} v\r\n", BadLine)]
    [InlineData("get a {k*251}\r\n", BadLine)]
    [InlineData("set {k*251} 0 0 4\r\nmn\r\n\r\n", BadLine)]
    [InlineData("ms {k*251} 4\r\nmn\r\n\r\n", BadLine)]
    [InlineData("set a 0 0 -1\r\n", BadLine)]
    [InlineData("set a 0 0 -2147483648\r\n", BadLine)]
    [InlineData("set a 0 0 2147483647\r\n", BadLine)]
    [InlineData("set a 0 0 99999999999999999999\r\n", BadLine)]
    [InlineData("set a 0 0 1e3\r\n", BadLine)]
    [InlineData("set a 0 0\r\n", BadLine)]
    [InlineData("ms a -1\r\n", BadLine)]
    [InlineData("ms a 4294967296\r\n", BadLine)]
    [InlineData("set a 0 x 4\r\nmn\r\n\r\n", BadLine)]
    [InlineData("set a 0 0 2000000\r\n{v*2000000}\r\n", "SERVER_ERROR object too large for cache\r\n")]
    [InlineData("ms a 2000000\r\n{v*2000000}\r\n", "SERVER_ERROR object too large for cache\r\n")]
    [InlineData("set a 0 0 100000000 noreply\r\n", "", 100_000_000)]
    [InlineData("set a 0 0 3\r\nabcdef\r\n", "CLIENT_ERROR bad data chunk\r\n" + BadLine)]
    [InlineData("set a 0 0 3\r\nabcde", "CLIENT_ERROR bad data chunk\r\n")]
    [InlineData("set a 0 0 3\r\nabc\n\n", "CLIENT_ERROR bad data chunk\r\n")]
    [InlineData("foo\r\n", "ERROR\r\n")]
    [InlineData("GET a\r\n", "ERROR\r\n")]
    [InlineData("{x*2000}\r\n", "ERROR\r\n")]
    [InlineData("\r\n", BadLine)]
    [InlineData("\n", BadLine)]
    [InlineData("get\r\n", BadLine)]
    [InlineData("incr a\r\n", BadLine)]
    [InlineData("gat x a\r\n", "CLIENT_ERROR invalid exptime argument\r\n")]
    [InlineData("incr a b\r\n", "CLIENT_ERROR invalid numeric delta argument\r\n")]
    [InlineData("mg a v v\r\n", "CLIENT_ERROR duplicate flag\r\n")]
    [InlineData("mg a !\r\n", BadLine)]
    [InlineData("\u0001\u0002\u00FF\u0000\r\n", "ERROR\r\n")]
    public void Is_refused_in_memcacheds_words_and_the_next_command_works(string input, string answer, int payload = 0)
    {
        using var client = server.Cache.Connect();
        client.Send(Expand(input));
        if (payload > 0)
        {
            for (var sent = 0; sent < payload; sent += 1_000_000)
                client.Send(new byte[Math.Min(1_000_000, payload - sent)]);
            client.Send("\r\n");
        }

        client.Send("mn\r\n");
        Assert.Equal(answer + Mn, client.Read(answer.Length + Mn.Length));
    }

    [Theory]
    [InlineData("{x*2049}")]
    [InlineData("{x*100000}")]
    [InlineData("GET / HTTP/1.1\r\nHost: cache\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 18\r\n\r\nset hacked 0 0 1\r\na\r\n")]
    [InlineData("\u0080\u0000\u0000\u0005\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001{x*12}")]
    [InlineData("\u0080{\u00FF*23}")]
    public void Is_closed_without_a_word_of_text(string input)
    {
        using var client = server.Cache.Connect();
        client.Send(Expand(input));
        var answer = client.ReadToEnd();
        Assert.True(answer.Length == 0 || answer[0] == '\u0081', $"answered {answer}");
        Assert.Equal("EN", server.Ask("mg hacked v"));
    }

    [Fact]
    public void Random_bytes_never_hurt_anybody_else() => Seeds.ForEach(20, random =>
    {
        var bytes = new byte[10_000];
        random.Fill(bytes);
        using (var client = server.Cache.Connect())
            client.SendWhileOpen(bytes, Patience);
        Assert.Equal("MN", server.Ask("mn"));
    });

    [Fact]
    public async Task Half_a_request_followed_by_silence_is_closed_after_the_idle_time()
    {
        await using var strict = await CacheProcess.StartAsync("-o", "idle_timeout=1");
        using var inLine = strict.Connect();
        using var inValue = strict.Connect();
        using var silent = strict.Connect();
        inLine.Send("get ");
        inValue.Send("set a 0 0 10\r\n01234");
        Assert.Equal(["", "", ""], [inLine.ReadToEnd(), inValue.ReadToEnd(), silent.ReadToEnd()]);
        using var next = strict.Connect();
        Assert.Equal("3", StatOf(next, "idle_kicks"));
    }

    [Fact]
    public async Task Connections_over_the_limit_are_told_so_and_closed()
    {
        await using var small = await CacheProcess.StartAsync("-c", "5");
        var served = Enumerable.Range(0, 5).Select(_ => small.Connect()).ToList();
        Assert.All(served, client => Assert.Equal("MN", client.Ask("mn\r\n")));
        for (var i = 0; i < 200; i++)
        {
            using var refused = small.Connect();
            Assert.Equal("ERROR Too many open connections\r\n", refused.ReadToEnd());
        }

        Assert.All(served, client => Assert.Equal("MN", client.Ask("mn\r\n")));
        Assert.Equal("200", StatOf(served[0], "rejected_connections"));
        served.ForEach(client => client.Dispose());
        Assert.True(SpinWait.SpinUntil(() => Served(small), TimeSpan.FromSeconds(10)), "room is not given back");
    }

    [Theory]
    [InlineData("get big\r\n", "VALUE big 0 3500\r\n{v*3500}\r\nEND\r\n")]
    [InlineData("mg big v\r\n", "VA 3500\r\n{v*3500}\r\n")]
    public void Replies_that_nobody_reads_do_not_pile_up_and_wait_for_the_reader(string command, string answer)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        const int Requests = 100_000; // answered with 350 MB
        const long Allowed = 24 << 20;
        Assert.Equal("STORED", server.Ask($"set big 0 0 3500\r\n{new string('v', 3500)}"));
        var before = server.Cache.ResidentBytes;
        var most = before;
        using var deaf = server.Cache.Connect();
        var burst = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(command, 1000)));
        var sent = 0;
        for (; sent < Requests && deaf.SendWhileOpen(burst, Patience); sent += 1000)
        {
            Assert.Equal("MN", server.Ask("mn"));
            most = Math.Max(most, server.Cache.ResidentBytes);
        }

        answer = Expand(answer);
        Assert.True(sent > 0);
        for (var i = 0; i < Math.Min(sent, 5_000); i++)
            Assert.Equal(answer, deaf.Read(answer.Length));
        Assert.True(most - before < Allowed, $"grew by {(most - before) >> 20} MiB");
    }

    [Fact]
    public void Values_announced_by_many_and_never_sent_take_no_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        var before = server.Cache.ResidentBytes;
        var clients = Enumerable.Range(0, 200).Select(_ => server.Cache.Connect()).ToList();
        clients.ForEach(client => client.Send("set a 0 0 1000000\r\nfirst bytes"));
        Assert.Equal("MN", server.Ask("mn"));
        var grown = server.Cache.ResidentBytes - before;
        clients.ForEach(client => client.Dispose());
        Assert.True(grown < 32 << 20, $"grew by {grown >> 20} MiB");
    }

    private static bool Served(CacheProcess cache)
    {
        using var client = cache.Connect();
        return client.Ask("mn\r\n") == "MN";
    }

    private static string? StatOf(TextClient client, string name)
    {
        string? value = null;
        client.Send("stats\r\n");
        while (client.ReadLine() is { } line && line != "END")
            value = line.Split(' ') is [_, var row, var number] && row == name ? number : value;
        return value;
    }

    /// <summary>{c*n} is c, n times.</summary>
    private static string Expand(string text) => Repeated().Replace(
        text, match => new string(match.Groups[1].Value[0], int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"\{(.)\*(\d+)\}")]
    private static partial Regex Repeated();

    /// <summary>The server that all of it goes to, and a well-behaved client. At last it must end cleanly, with no error logged.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private TextClient? _good;

        public CacheProcess Cache { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Cache = await CacheProcess.StartAsync("-m", "16", "-t", "2");

        /// <summary>One request of somebody who does nothing wrong.</summary>
        public string? Ask(string line) => (_good ??= Cache.Connect()).Ask(line + "\r\n");

        public async ValueTask DisposeAsync()
        {
            _good?.Dispose();
            var exitCode = await Cache.StopAsync();
            await Cache.DisposeAsync();
            Assert.Equal(0, exitCode);
            Assert.DoesNotContain("\"level\":\"error\"", Cache.Process.Output);
        }
    }
}
