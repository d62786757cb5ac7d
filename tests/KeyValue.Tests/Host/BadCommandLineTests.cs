using System.Net;
using System.Net.Sockets;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;

namespace FromScratch.KeyValue.Tests.Host;

/// <summary>What the program answers instead of serving.</summary>
public sealed class BadCommandLineTests
{
    public static TheoryData<string, string> Mistakes => new()
    {
        { "-x", "unknown switch or argument \"-x\": see --help" },
        { "--nothing 1", "unknown switch or argument \"--nothing=1\": see --help" },
        { "--replicaof 10.0.0.1 6379", "unknown switch or argument \"--replicaof=10.0.0.1 6379\": see --help" },
        { "--KeyValue:Nope=1", "KeyValue:Nope is no option of this program: see --help" },
        { "--port eleven", "KeyValue:Port = \"eleven\": allowed is a whole number" },
        { "--port 65536", "KeyValue:Port = \"65536\": allowed is 0 to 65535" },
        { "--appendfsync sometimes", "--appendfsync = \"sometimes\": allowed is always, everysec, no" },
        { "--appendonly maybe", "--appendonly = \"maybe\": allowed is yes or no" },
        { "--maxclients 0", "KeyValue:MaxClients = \"0\": allowed is 1 to 1048576" },
        { "--replication-bind nowhere --replication-port 7001", "KeyValue:ReplicationBind = \"nowhere\": allowed is an IP address" },
        { "/nowhere/redis.conf", "/nowhere/redis.conf cannot be read: Could not find a part of the path '/nowhere/redis.conf'." },
        { "--KeyValue:AppendFsync=9", "KeyValue:AppendFsync = \"9\": allowed is always, everysec, no" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_one_line_with_key_value_and_what_is_allowed_and_exit_code_2(string switches, string complaint)
    {
        var says = "fromscratch-kv: " + complaint;
        Assert.Equal(new ProcessResult(2, says, says), await Run(switches.Split(' ')));
    }

    [Fact]
    public async Task Help_names_every_switch()
    {
        var result = await Run(["--help"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        foreach (var name in "port bind dir appendonly appendfsync requirepass maxmemory maxmemory-policy user tls-port save".Split(' '))
            Assert.Contains($"--{name} <", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_says_which_Redis_it_stands_for()
    {
        foreach (var asked in (string[])["-v", "--version"])
            Assert.Matches(@"^fromscratch-kv \d+\.\d+\.\d+ \(redis 7\.0\.15\)$", (await Run([asked])).Output);
    }

    [Fact]
    public async Task The_checked_configuration_is_printed_without_passwords()
    {
        var result = await Run(["--requirepass", "s3cret", "--user", "alice on >s3cret ~* +@all", "--port", "7", "--check-config"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("KeyValue:Port = 7", result.Output);
        Assert.DoesNotContain("s3cret", result.Output);
    }

    [Fact]
    public async Task The_configuration_file_that_Debian_ships_is_understood()
    {
        const string File = "/etc/redis/redis.conf";
        Assert.SkipUnless(System.IO.File.Exists(File), $"{File} is not there");
        var result = await Run([File, "--check-config"]);
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Contains("KeyValue:Dir = /var/lib/redis", result.Output);
    }

    [Fact]
    public async Task A_port_in_use_is_one_line_that_names_it_and_exit_code_1()
    {
        using var directory = new TempDirectory();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var result = await Run(["--dir", directory.Path, "--port", $"{((IPEndPoint)other.LocalEndpoint).Port}"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"fromscratch-kv: cannot listen on {other.LocalEndpoint}: Address already in use", result.Errors);
    }

    private static Task<ProcessResult> Run(string[] arguments) => ServerProcess.RunAsync(KeyValueProcess.Program, arguments);
}
