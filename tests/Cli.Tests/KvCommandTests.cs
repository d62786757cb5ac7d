using System.Globalization;
using FromScratch.Cli.KeyValue;
using FromScratch.KeyValue;
using FromScratch.KeyValue.Client;
using FromScratch.TestKit;

namespace FromScratch.Cli.Tests;

public sealed class KvCommandTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TempDirectory _directory = new();
    private KeyValueServer _server = null!;
    private RespConnection _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await StartAsync("data");
        _client = Connect(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public void Status_is_a_table_or_the_servers_own_json()
    {
        string[] lines = [];
        // It answers before its first entry, which begins the term, is committed.
        SpinWait.SpinUntil(() => (lines = [.. Run(_server, "status")])[1].Contains("committed 1", StringComparison.Ordinal), Patience);
        Assert.Matches("^group [0-9a-f]{32}, term 1, 'alone' leads; this is 'alone', leader$", lines[0]);
        Assert.StartsWith("entries 1 to 1, committed 1, applied 1, snapshot 0", lines[1]);
        Assert.Equal(["member", "role", "state", "lag", "silent", "replication", "clients"], Cells(lines[2]));
        Assert.Equal(["voter", "leader"], Cells(lines[3])[1..3]);
        Assert.StartsWith("{\"node\":", Assert.Single(Run(_server, "status", "--json")));
    }

    [Fact]
    public async Task Through_tls_the_server_must_be_known_and_asks_who_the_client_is()
    {
        using var authority = TestCertificates.Authority("authority");
        using var stranger = TestCertificates.Authority("stranger");
        TestCertificates.WritePeer(authority, "peer", _directory.File("cert.pem"), _directory.File("key.pem"));
        await File.WriteAllTextAsync(_directory.File("ca.pem"), authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_directory.File("other.pem"), stranger.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await using var server = await StartAsync("encrypted", options =>
        {
            (options.TlsPort, options.TlsCaCertFile) = (-1, _directory.File("ca.pem"));
            (options.TlsCertFile, options.TlsKeyFile) = (_directory.File("cert.pem"), _directory.File("key.pem"));
        });
        int Status(string authorities, params string[] shown)
        {
            using var output = new StringWriter();
            return Invoke(output, server.TlsEndPoint!.Port, ["status", "--tls", "--cacert", _directory.File(authorities), .. shown]);
        }

        string[] certificate = ["--cert", _directory.File("cert.pem"), "--key", _directory.File("key.pem")];
        Assert.Equal(ExitCodes.Clean, Status("ca.pem", certificate));
        Assert.Contains("certificate", Assert.Throws<IOException>(() => Status("other.pem", certificate)).Message);
        Assert.ThrowsAny<IOException>(() => Status("ca.pem"));
        Assert.NotEqual(ExitCodes.Clean, Status("ca.pem", certificate[..2]));
        Assert.NotEqual(ExitCodes.Clean, Status("missing.pem", certificate));
    }

    [Fact]
    public async Task An_account_finds_what_was_acknowledged_and_misses_what_is_gone()
    {
        var lines = Run(_server, "account", "--seconds", "1", "--writers", "3");
        Assert.Matches("^[1-9]\\d* writes acknowledged, 0 of unknown fate, 0 refused$", lines[0]);
        Assert.Equal("0 keys of 3 lost, on 1 servers; 0 stale reads", lines[^1]);

        // A server of another group has none of it.
        await using var stranger = await StartAsync("stranger");
        using var output = new StringWriter();
        var other = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{stranger.EndPoint.Port}");
        Assert.Equal(
            ExitCodes.Lost,
            Invoke(output, _server.EndPoint.Port, "account", "--seconds", "1", "--writers", "2", "--server", other));
        Assert.Contains("shows nothing, acknowledged was ", output.ToString());
        Assert.Contains("2 keys of 2 lost, on 2 servers", output.ToString());
    }

    [Fact]
    public void An_account_tells_of_a_server_that_stays_away_and_looks_at_the_others()
    {
        using var output = new StringWriter();
        var account = new WriteAccount(
            number => number == 0 ? Connect(_server) : throw new IOException("it cannot be reached"), 2, output, TimeSpan.Zero);
        Assert.True(account.Run(2, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        Assert.Contains("server 2 was not looked at: it cannot be reached", output.ToString());
        Assert.EndsWith("0 keys of 2 lost, on 1 servers; 0 stale reads", output.ToString().TrimEnd());

        var nowhere = new WriteAccount(_ => throw new IOException("it cannot be reached"), 1, output, TimeSpan.Zero);
        Assert.Throws<IOException>(() => nowhere.Run(1, TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_account_goes_on_elsewhere_when_a_server_refuses_and_takes_its_refusal_for_no_loss()
    {
        await using var closed = await StartAsync("closed", static options => options.RequirePass = "secret");
        using var output = new StringWriter();
        var account = new WriteAccount(number => Connect(number == 0 ? _server : closed), 2, output, TimeSpan.Zero);
        Assert.True(account.Run(2, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        Assert.Matches("^[1-9]\\d* writes acknowledged, 0 of unknown fate, 1 refused", output.ToString().Split('\n')[1]);
        Assert.StartsWith("server 2 was not looked at: NOAUTH Authentication required.", output.ToString());
        Assert.EndsWith("0 keys of 2 lost, on 1 servers; 0 stale reads", output.ToString().TrimEnd());
    }

    [Fact]
    public async Task A_backup_is_restored_into_another_group_which_must_be_empty_or_said_to_be_replaced()
    {
        for (var number = 0; number < 500; number++)
            _client.Ask("SET", $"key{number}", $"value{number}");
        _client.Ask("HSET", "hash", "field", "value");
        var backup = _directory.File("backup");
        Assert.Matches(
            "backup: 501 keys as of entry 502, \\d+ bytes, of group [0-9a-f]{32}$", Assert.Single(Run(_server, "backup", backup)));
        _client.Ask("SET", "later", "1");
        Assert.Contains("501 keys as of entry 502", Assert.Single(Run(_server, "backup", backup, "--existing")));

        await using var other = await StartAsync("other");
        using var copy = Connect(other);
        copy.Ask("SET", "old", "1");
        var refusal = Assert.Throws<RefusedException>(() => Run(other, "restore", backup));
        Assert.Equal("the group holds 1 keys: --replace deletes them first", refusal.Message);
        Assert.Equal(["501 keys restored, as of entry 502 of the backup"], Run(other, "restore", backup, "--replace"));
        Assert.Equal(501, copy.Ask("DBSIZE").Integer);
        Assert.Equal(("value499", "value"), (copy.Ask("GET", "key499").Text, copy.Ask("HGET", "hash", "field").Text));
    }

    [Fact]
    public async Task A_damaged_backup_changes_nothing()
    {
        for (var number = 0; number < 100; number++)
            _client.Ask("SET", $"key{number}", new string('v', 1000));
        var backup = _directory.File("backup");
        Run(_server, "backup", backup);
        var bytes = await File.ReadAllBytesAsync(backup, TestContext.Current.CancellationToken);
        bytes[^100] ^= 1;
        await File.WriteAllBytesAsync(backup, bytes, TestContext.Current.CancellationToken);
        _client.Ask("SET", "kept", "1");
        Assert.Contains("checksum", Assert.ThrowsAny<IOException>(() => Run(_server, "restore", backup, "--replace")).Message);
        Assert.Equal(101, _client.Ask("DBSIZE").Integer);
        Assert.ThrowsAny<IOException>(() => Run(_server, "restore", _directory.File("nothing")));
    }

    [Fact]
    public void Watch_prints_changes_from_an_entry_on()
    {
        _client.Ask("SET", "a", "two words");
        _client.Ask("SET", "b", "1");
        _client.Ask("MULTI");
        _client.Ask("INCR", "b");
        _client.Ask("DEL", "a");
        _client.Ask("EXEC");
        var lines = Run(_server, "watch", "--from", "1", "--count", "3");
        Assert.Equal(3, lines.Length);
        Assert.Matches("^2 \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z SET a \"two words\"$", lines[0]);
        Assert.EndsWith("INCR b; DEL a", lines[2]);
        Assert.EndsWith(" SET b 1", Assert.Single(Run(_server, "watch", "--from", "1", "--count", "1", "--prefix", "b")));
        Assert.Matches(
            "^\\{\"index\":2,\"timeMs\":\\d+,\"commands\":\\[\\[\"SET\",\"a\",\"two words\"\\]\\]\\}$",
            Assert.Single(Run(_server, "watch", "--from", "2", "--count", "1", "--json")));
        Assert.StartsWith(
            "ERR the newest entry", Assert.Throws<RefusedException>(() => Run(_server, "watch", "--from", "99", "--count", "1")).Message);
    }

    [Fact]
    public async Task Watch_goes_on_where_it_was_when_the_server_comes_back()
    {
        var port = _server.EndPoint.Port;
        _client.Ask("SET", "a", "1");
        using var output = new SharedText();
        var watching = Task.Run(() => Invoke(output, port, "watch", "--from", "1", "--count", "2"), TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => output.ToString().Contains("SET a 1", StringComparison.Ordinal), TimeSpan.FromSeconds(30)));
        await _server.DisposeAsync();
        _server = await KeyValueServer.StartAsync(new KeyValueOptions { Port = port, Dir = _directory.File("data") });
        using var client = Connect(_server);
        client.Ask("SET", "b", "2");
        Assert.Equal(ExitCodes.Clean, await watching.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Matches("SET a 1\\s+4 .*SET b 2\\s*$", output.ToString());
    }

    [Fact]
    public void What_a_group_of_one_cannot_do_is_refused_in_the_servers_words()
    {
        Assert.Equal("ERR 'b' is no member", Assert.Throws<RefusedException>(() => Run(_server, "transfer", "b")).Message);
        Assert.Equal("ERR 'b' is no member", Assert.Throws<RefusedException>(() => Run(_server, "promote", "b")).Message);
        Assert.Equal(["OK"], Run(_server, "snapshot"));
    }

    [Theory]
    [InlineData("--server nowhere: must be host:port", "status", "--server", "nowhere")]
    [InlineData("--from must be an index from 1 on, or $", "watch", "--from", "0")]
    [InlineData("Argument 'king' not recognized. Must be one of:", "add", "d", "h:1", "--role", "king")]
    public void Wrong_switches_are_named(string message, params string[] args)
    {
        var parsed = CliCommand.Create(TextWriter.Null).Parse(["kv", .. args]);
        Assert.Contains(message, string.Join('\n', parsed.Errors.Select(error => error.Message)));
    }

    private Task<KeyValueServer> StartAsync(string name, Action<KeyValueOptions>? change = null)
    {
        var options = new KeyValueOptions { Port = 0, Dir = _directory.File(name) };
        change?.Invoke(options);
        return KeyValueServer.StartAsync(options);
    }

    private static RespConnection Connect(KeyValueServer server) =>
        RespConnection.Connect("127.0.0.1", server.EndPoint.Port, TimeSpan.FromSeconds(30));

    private static string[] Run(KeyValueServer server, params string[] args)
    {
        using var output = new StringWriter();
        Assert.Equal(ExitCodes.Clean, Invoke(output, server.EndPoint.Port, args));
        return output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    private static int Invoke(TextWriter output, int port, params string[] args)
    {
        var server = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        return CliCommand.Create(output).Parse(["kv", .. args, "--server", server])
            .Invoke(new() { EnableDefaultExceptionHandler = false });
    }

    private static string[] Cells(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Written by one thread while another one looks.</summary>
    private sealed class SharedText : StringWriter
    {
        private readonly Lock _gate = new();

        public override void WriteLine(string? value)
        {
            lock (_gate)
                base.WriteLine(value);
        }

        public override string ToString()
        {
            lock (_gate)
                return base.ToString();
        }
    }
}
