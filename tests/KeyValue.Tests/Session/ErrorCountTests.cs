namespace FromScratch.KeyValue.Tests.Session;

/// <summary>INFO errorstats: every error that a client is answered, once, whoever wrote it.</summary>
public sealed class ErrorCountTests
{
    [Theory]
    [InlineData("HGET s f\r\n", "WRONGTYPE=1")]
    [InlineData("INCR h\r\n", "WRONGTYPE=1")]
    [InlineData("INCR s\r\nINCR h\r\nGET s\r\nINCR h\r\n", "ERR=1 WRONGTYPE=2")]
    [InlineData("SET t 1\r\nHGET s f\r\n", "WRONGTYPE=1")]
    [InlineData("MULTI\r\nINCR h\r\nGET h\r\nINCR s\r\nEXEC\r\n", "ERR=1 WRONGTYPE=2")]
    [InlineData("MULTI\r\nGET h\r\nEXEC\r\n", "WRONGTYPE=1")]
    [InlineData("MULTI\r\nINCR h\r\nCONFIG SET nothing 1\r\nGET s\r\nEXEC\r\n", "ERR=1 WRONGTYPE=1")]
    [InlineData("MULTI\r\nCONFIG SET nothing 1\r\nEXEC\r\n", "ERR=1")]
    [InlineData("SET s \"x\\r\\n-BAD\\r\\n\"\r\nMULTI\r\nGET s\r\nINCR h\r\nEXEC\r\n", "WRONGTYPE=1")]
    [InlineData("MULTI\r\nFOO\r\nEXEC\r\n", "ERR=1 EXECABORT=1")]
    [InlineData("EXEC\r\n", "ERR=1")]
    [InlineData("CLIENT REPLY OFF\r\nINCR h\r\nCLIENT REPLY ON\r\n", "WRONGTYPE=1")]
    [InlineData("CONFIG SET maxmemory 1\r\nSET t 1\r\nSET t 2\r\n", "OOM=2")]
    [InlineData("CONFIG SET maxmemory 1\r\nMULTI\r\nSET t 1\r\nEXEC\r\n", "EXECABORT=1")]
    [InlineData("SET t 1\r\nGET s\r\nMULTI\r\nSET t 1\r\nGET s\r\nEXEC\r\n", "")]
    public void Each_error_is_counted_once_by_its_first_word(string requests, string counts)
    {
        using var server = new SessionServer();
        var client = server.Connect();
        client.Exchange("HSET h f v\r\nSET s value\r\n");
        client.Exchange(requests);
        var errors = server.Context.Counters.Errors.Select(static error => $"{error.Key}={error.Value}");
        Assert.Equal(counts, string.Join(' ', errors));
        Assert.Equal(server.Context.Counters.Errors.Sum(static error => error.Value), server.Context.Counters.ErrorReplies);
    }

    [Fact]
    public void Info_shows_them_and_which_command_failed()
    {
        using var server = new SessionServer();
        var client = server.Connect();
        client.Exchange("HSET h f v\r\nINCR h\r\nINCR h\r\nINCR n\r\n");
        var info = client.Exchange("INFO all\r\n");
        Assert.Contains("errorstat_WRONGTYPE:count=2\r\n", info, StringComparison.Ordinal);
        Assert.Contains("total_error_replies:2\r\n", info, StringComparison.Ordinal);
        Assert.Matches("cmdstat_incr:calls=3,.*rejected_calls=0,failed_calls=2\r\n", info);
        client.Exchange("CONFIG RESETSTAT\r\n");
        Assert.DoesNotContain("errorstat_", client.Exchange("INFO errorstats\r\n"), StringComparison.Ordinal);
    }
}
