using System.Globalization;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;
using FromScratch.TestKit.Sockets;

namespace FromScratch.Cache.Tests.Host;

/// <summary>-d, -P, -u, -s and -a: what makes a daemon of a server on unix.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class DaemonTests : IDisposable
{
    private const int SigTerm = 15;
    private const int SigKill = 9;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TempDirectory _directory = new();

    public DaemonTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task In_the_background_it_serves_has_a_session_of_its_own_and_ends_with_its_pid_file()
    {
        var pidFile = _directory.File("pid");
        var parent = await ServerProcess.RunAsync(CacheProcess.Program, ["-d", "-P", pidFile, "-p", "0"]);
        Assert.Equal((0, ""), (parent.ExitCode, parent.Errors));
        var pid = int.Parse(File.ReadAllText(pidFile), CultureInfo.InvariantCulture);
        var alive = true;
        try
        {
            using var client = new TextClient(CacheProcess.AddressIn(parent.Output));
            Assert.Equal($"STAT pid {pid}", client.Ask("stats\r\n"));
            var stat = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[1].Split(' ');
            Assert.Equal(pid, int.Parse(stat[3], CultureInfo.InvariantCulture)); // leads its session
            Assert.All(Enumerable.Range(0, 3), n => Assert.Equal("/dev/null", new FileInfo($"/proc/{pid}/fd/{n}").LinkTarget));

            ServerProcess.Signal(pid, SigTerm);
            client.ReadToEnd();
            Assert.True(SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{pid}") || IsZombie(pid), Patience), "it still runs");
            alive = false;
            Assert.False(File.Exists(pidFile));
        }
        finally
        {
            if (alive)
                ServerProcess.Signal(pid, SigKill);
        }
    }

    [Fact]
    public async Task A_start_in_the_background_that_fails_says_why_and_has_the_exit_code()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = $"{((System.Net.IPEndPoint)taken.LocalEndpoint).Port}";
        var result = await ServerProcess.RunAsync(CacheProcess.Program, ["-d", "-p", port]);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"fromscratch-cache: cannot listen on 127.0.0.1:{port}: Address already in use", result.Errors);
        result = await ServerProcess.RunAsync(CacheProcess.Program, ["-d", "-p", "0", "-P", _directory.File("missing/pid")]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("missing/pid", Assert.Single(result.Errors.Split('\n')));
    }

    [Fact]
    public async Task In_the_foreground_the_pid_file_lives_as_long_as_the_server()
    {
        var pidFile = _directory.File("pid");
        await using var cache = await CacheProcess.StartAsync("-P", pidFile);
        Assert.Equal($"{cache.Process.Pid}\n", File.ReadAllText(pidFile));
        Assert.Equal(0, await cache.StopAsync());
        Assert.False(File.Exists(pidFile));
    }

    [Fact]
    public async Task Started_by_root_it_becomes_the_user_with_all_its_threads()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var cache = await CacheProcess.StartAsync("-u", "nobody", "-t", "2");
        using var client = cache.Connect();
        Assert.Equal("MN", client.Ask("mn\r\n"));
        var nobody = File.ReadLines("/etc/passwd").First(line => line.StartsWith("nobody:", StringComparison.Ordinal)).Split(':');
        foreach (var thread in Directory.GetDirectories($"/proc/{cache.Process.Pid}/task"))
        {
            var ids = Ids().Matches(File.ReadAllText(Path.Combine(thread, "status")));
            Assert.Equal([nobody[2], nobody[3]], ids.Select(match => match.Groups[1].Value));
        }

        Assert.Equal(0, await cache.StopAsync());
    }

    [Fact]
    public async Task A_user_that_does_not_exist_stops_the_start()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var result = await ServerProcess.RunAsync(CacheProcess.Program, ["-p", "0", "-u", "no-such-user"]);
        Assert.Equal((1, "fromscratch-cache: -u no-such-user: no such user"), (result.ExitCode, result.Errors));
    }

    [Fact]
    public async Task A_unix_socket_replaces_tcp_has_its_mode_and_goes_with_the_server()
    {
        var path = _directory.File("socket");
        await using var cache = await CacheProcess.StartAsync("-s", path, "-a", "0640", "-l", "127.0.0.1");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
        Assert.Single(cache.Process.Output.Split('\n'), line => line.Contains("listening on"));
        using var client = cache.Connect();
        Assert.Equal("STORED", client.Ask("set k 0 0 1\r\na\r\n"));
        Assert.Equal(0, await cache.StopAsync());
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task The_socket_file_of_a_killed_server_is_taken_over_that_of_a_living_one_is_not()
    {
        var path = _directory.File("socket");
        await using (var killed = await CacheProcess.StartAsync("-s", path))
            await killed.Process.KillAsync();
        Assert.True(File.Exists(path));

        await using var cache = await CacheProcess.StartAsync("-s", path);
        Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode(path));
        var second = await ServerProcess.RunAsync(CacheProcess.Program, ["-s", path]);
        Assert.Equal((1, $"fromscratch-cache: cannot listen on {path}: Address already in use"), (second.ExitCode, second.Errors));
        using var client = cache.Connect();
        Assert.Equal("MN", client.Ask("mn\r\n"));
    }

    /// <summary>Ended, but nobody has asked for its exit code: where nothing adopts orphans.</summary>
    private static bool IsZombie(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true; // gone meanwhile
        }
    }

    [GeneratedRegex(@"^[UG]id:\t(\d+)\t\1\t\1\t\1$", RegexOptions.Multiline)]
    private static partial Regex Ids();
}
