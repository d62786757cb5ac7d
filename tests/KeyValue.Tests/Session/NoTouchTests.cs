using FromScratch.TestKit.Sessions;

namespace FromScratch.KeyValue.Tests.Session;

/// <summary>CLIENT NO-TOUCH and NO-EVICT. OBJECT looks at a key without touching it, so any client may ask.</summary>
public sealed class NoTouchTests : IDisposable
{
    private readonly SessionServer _server = new();
    private readonly SessionHarness _client;
    private readonly SessionHarness _other;

    public NoTouchTests() => (_client, _other) = (_server.Connect(), _server.Connect());

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("GET s", "s")]
    [InlineData("MGET s x", "s")]
    [InlineData("STRLEN s", "s")]
    [InlineData("GETBIT s 1", "s")]
    [InlineData("HGETALL h", "h")]
    [InlineData("HRANDFIELD h 1", "h")]
    [InlineData("GETEX s", "s")]
    [InlineData("SET w 1\r\nGET s", "s")]
    [InlineData("MULTI\r\nGET s\r\nEXEC", "s")]
    [InlineData("MULTI\r\nSET w 1\r\nGET s\r\nEXEC", "s")]
    public void A_read_makes_a_key_young_unless_the_client_asked_not_to(string read, string key)
    {
        _client.Exchange("SET s value\r\nHSET h f v\r\n");
        _server.Clock.AdvanceSeconds(100);
        Assert.Equal("+OK\r\n", _client.Exchange("CLIENT NO-TOUCH on\r\n"));
        Assert.NotEqual("", _client.Exchange(read + "\r\n"));
        Assert.Equal(":100\r\n", IdleTime(key));

        Assert.Equal("+OK\r\n", _client.Exchange("CLIENT NO-TOUCH OFF\r\n"));
        _client.Exchange(read + "\r\n");
        Assert.Equal(":0\r\n", IdleTime(key));
    }

    [Fact]
    public void It_is_a_matter_of_one_connection()
    {
        _client.Exchange("CLIENT NO-TOUCH on\r\nSET s value\r\n");
        _server.Clock.AdvanceSeconds(100);
        _client.Exchange("GET s\r\n");
        Assert.Equal(":100\r\n", IdleTime("s"));
        _other.Exchange("GET s\r\n");
        Assert.Equal(":0\r\n", IdleTime("s"));
    }

    [Fact]
    public void The_command_TOUCH_touches_all_the_same()
    {
        _client.Exchange("CLIENT NO-TOUCH on\r\nSET s value\r\n");
        _server.Clock.AdvanceSeconds(100);
        Assert.Equal(":1\r\n", _client.Exchange("TOUCH s x\r\n"));
        Assert.Equal(":0\r\n", IdleTime("s"));
    }

    [Fact]
    public void A_frequency_is_left_alone_by_reads_and_by_changes()
    {
        _client.Exchange("CONFIG SET maxmemory-policy allkeys-lfu\r\nSET n 1\r\nCLIENT NO-TOUCH on\r\n");
        Assert.Equal(":5\r\n", Frequency("n"));
        for (var i = 0; i < 20; i++)
            _client.Exchange("GET n\r\nINCR n\r\n");
        Assert.Equal(":5\r\n", Frequency("n"));

        // From the initial counter on, the first access always counts.
        _client.Exchange("CLIENT NO-TOUCH off\r\nGET n\r\n");
        Assert.Equal(":6\r\n", Frequency("n"));
        _server.Clock.AdvanceSeconds(180);
        _client.Exchange("CLIENT NO-TOUCH on\r\nGET n\r\n");
        Assert.Equal(":3\r\n", Frequency("n"));
    }

    [Fact]
    public void Reset_ends_it_and_client_list_shows_it()
    {
        Assert.Equal("+OK\r\n+OK\r\n", _client.Exchange("CLIENT NO-TOUCH on\r\nCLIENT NO-EVICT on\r\n"));
        Assert.Contains("flags=eT ", _client.Exchange("CLIENT INFO\r\n"), StringComparison.Ordinal);
        _client.Exchange("RESET\r\nSET s value\r\n");
        Assert.Contains("flags=N ", _client.Exchange("CLIENT INFO\r\n"), StringComparison.Ordinal);
        _server.Clock.AdvanceSeconds(100);
        _client.Exchange("GET s\r\n");
        Assert.Equal(":0\r\n", IdleTime("s"));
    }

    [Theory]
    [InlineData("CLIENT NO-TOUCH maybe\r\n", "-ERR syntax error\r\n")]
    [InlineData("CLIENT NO-EVICT maybe\r\n", "-ERR syntax error\r\n")]
    [InlineData("CLIENT NO-TOUCH\r\n", "-ERR wrong number of arguments for 'client|no-touch' command\r\n")]
    [InlineData("CLIENT NO-EVICT on\r\nCLIENT NO-EVICT off\r\n", "+OK\r\n+OK\r\n")]
    public void Words_are_on_and_off(string request, string answer) => Assert.Equal(answer, _client.Exchange(request));

    private string IdleTime(string key) => _other.Exchange($"OBJECT IDLETIME {key}\r\n");

    private string Frequency(string key) => _other.Exchange($"OBJECT FREQ {key}\r\n");
}
