using System.Net.Sockets;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;

namespace FromScratch.KeyValue.Tests.Host;

/// <summary>Start, end and neighbours of the real program.</summary>
public sealed class LifeTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_second_process_on_the_same_directory_is_refused_and_the_first_serves_on()
    {
        await using var first = await KeyValueProcess.StartAsync(_directory.Path);
        using var client = new RespClient(first.EndPoint);
        Assert.Equal("+OK", client.Ask("SET", "a", "1"));

        var second = await ServerProcess.RunAsync(KeyValueProcess.Program, ["--port", "0", "--dir", _directory.Path]);
        Assert.Equal(1, second.ExitCode);
        Assert.Contains(_directory.Path, Assert.Single(second.Errors.Split('\n')), StringComparison.Ordinal);
        Assert.Equal("1", client.Ask("GET", "a"));
        Assert.Equal(0, await first.StopAsync());

        await using var third = await KeyValueProcess.StartAsync(_directory.Path);
        using var next = new RespClient(third.EndPoint);
        Assert.Equal("1", next.Ask("GET", "a"));
    }

    [Fact]
    public async Task Asked_to_end_it_answers_what_is_in_flight_closes_and_exits_with_0()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        await using var server = await KeyValueProcess.StartAsync(_directory.Path);
        using var idle = server.Connect();
        using var busy = server.Connect();
        Assert.Equal("+PONG", idle.Ask("PING\r\n"));
        Assert.Equal("+PONG", busy.Ask("PING\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$10\r\n01234"));
        server.Process.Terminate();
        Assert.Null(idle.ReadLine());
        await server.Process.WaitForLineAsync("draining");
        Assert.Equal("+OK", busy.Ask("56789\r\n"));
        Assert.Null(busy.ReadLine());
        Assert.Equal(0, await server.Process.WaitForExitAsync());
        Assert.Equal("", server.Process.Errors);

        await using var again = await KeyValueProcess.StartAsync(_directory.Path);
        using var client = new RespClient(again.EndPoint);
        Assert.Equal("0123456789", client.Ask("GET", "k"));
    }

    [Fact]
    public async Task The_command_SHUTDOWN_ends_it_cleanly()
    {
        await using var server = await KeyValueProcess.StartAsync(_directory.Path);
        using var client = new RespClient(server.EndPoint);
        Assert.Equal("+OK", client.Ask("SET", "a", "1"));
        Assert.Null(client.Ask("SHUTDOWN"));
        Assert.Equal(0, await server.Process.WaitForExitAsync());
    }

    [Fact]
    public async Task The_admin_pages_answer()
    {
        await using var server = await KeyValueProcess.StartAsync(_directory.Path, "--admin-port", "0");
        using var client = new RespClient(server.EndPoint);
        Assert.Equal("+OK", client.Ask("SET", "a", "1"));
        using var http = new HttpClient { BaseAddress = server.AdminAddress };
        foreach (var page in (string[])["livez", "readyz", "status"])
            Assert.NotEmpty(await http.GetStringAsync(new Uri(page, UriKind.Relative), TestContext.Current.CancellationToken));
        var metrics = await http.GetStringAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Matches(@"(?m)^keyvalue_keys 1$", metrics);
        Assert.Matches(@"(?m)^keyvalue_log_syncs_total [1-9]", metrics);
    }

    [Fact]
    public async Task A_unix_socket_is_served_beside_the_port_and_is_private()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "unix sockets have no mode there");
        var path = _directory.File("kv.sock");
        await using var server = await KeyValueProcess.StartAsync(_directory.Path, "--unixsocket", path);
        using var client = new RespClient(new UnixDomainSocketEndPoint(path));
        Assert.Equal("+PONG", client.Ask("PING"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task A_password_is_asked_for_and_users_may_do_what_their_line_says()
    {
        await using var server = await KeyValueProcess.StartAsync(
            _directory.Path, "--bind", "127.0.0.1", "--requirepass", "s3cret", "--user", "reader", "on", ">pw", "~a*", "+@read");
        using var client = new RespClient(server.EndPoint);
        Assert.Equal("-NOAUTH Authentication required.", client.Ask("GET", "a"));
        Assert.Equal("+OK", client.Ask("AUTH", "s3cret"));
        Assert.Equal("+OK", client.Ask("SET", "a", "1"));
        using var reader = new RespClient(server.EndPoint);
        Assert.Equal("+OK", reader.Ask("AUTH", "reader", "pw"));
        Assert.Equal("1", reader.Ask("GET", "a"));
        Assert.StartsWith("-NOPERM", reader.Ask("SET", "a", "2"), StringComparison.Ordinal);
        Assert.StartsWith("-NOPERM", reader.Ask("GET", "b"), StringComparison.Ordinal);
    }
}
