using System.Net;
using System.Net.Sockets;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;

namespace FromScratch.Cache.Tests.Host;

/// <summary>What the program answers instead of serving.</summary>
public sealed class BadCommandLineTests
{
    public static TheoryData<string, string> Mistakes => new()
    {
        { "-x", "unknown switch or argument \"-x\": see --help" },
        { "--nothing=1", "unknown switch or argument \"--nothing=1\": see --help" },
        { "stray", "unknown switch or argument \"stray\": see --help" },
        { "--Cache:Nope=1", "Cache:Nope is no option of this program: see --help" },
        { "-p eleven", "Cache:Port = \"eleven\": allowed is a whole number" },
        { "-p 65536", "Cache:Port = \"65536\": allowed is 0 to 65535" },
        { "-U 11211", "-U = \"11211\": allowed is 0: UDP is not served" },
        { "-m 0", "Cache:MemoryMiB = \"0\": allowed is 1 to 16777216" },
        { "-m 1", "Cache:ItemBytesMax = \"1048576\": allowed is half of MemoryMiB at most" },
        { "--eviction clock", "Cache:Eviction = \"clock\": allowed is lru, s3fifo, lfu, fifo" },
        { "--eviction 7", "Cache:Eviction = \"7\": allowed is lru, s3fifo, lfu, fifo" },
        { "-B udp", "Cache:Protocol = \"udp\": allowed is auto, ascii, binary" },
        { "-o nope=1", "-o = \"nope=1\": allowed is " + SwitchMapTests.Extended + "nope" },
        { "-Z", "Cache:TlsChainCertificate = \"\": allowed is the path of a PEM file" },
        { "-Z -o ssl_chain_cert=/nowhere/c.pem", "Cache:TlsChainCertificate = \"/nowhere/c.pem\": allowed is the path of a PEM file" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_one_line_with_key_value_and_what_is_allowed_and_exit_code_2(string switches, string complaint) =>
        Assert.Equal(new ProcessResult(2, Says(complaint), Says(complaint)), await Run(switches.Split(' ')));

    [Fact]
    public async Task A_password_file_that_cannot_be_read_is_such_a_mistake()
    {
        using var directory = new TempDirectory();
        var missing = directory.File("missing");
        await RefusesPasswords(missing, $"Could not find file '{missing}'.");
        await RefusesPasswords(directory.Path, $"Access to the path '{directory.Path}' is denied.");
        await RefusesPasswords(directory.Write("bad", "user:password\nnobody\n"), "line 2 is not user:password of at most 255 bytes");
        await RefusesPasswords(directory.Write("empty", ""), "no user:password line");
    }

    [Theory]
    [InlineData("-h")]
    [InlineData("--help")]
    public async Task Help_names_every_switch(string asked)
    {
        var result = await Run([asked]);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        foreach (var letter in "palsUmIMctRbBCFWXADYeZoduPvVSfnkLrNh")
            Assert.Matches($@"(?m)^ +(-\?, )?-{letter}, --\w", result.Output);
    }

    [Theory]
    [InlineData("-V")]
    [InlineData("--version")]
    public async Task The_version_says_which_memcached_it_stands_for(string asked)
    {
        var result = await Run([asked]);
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^fromscratch-cache \d+\.\d+\.\d+ \(memcached 1\.6\.45\)$", result.Output);
    }

    [Fact]
    public async Task A_port_in_use_is_one_line_that_names_it_and_exit_code_1()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var result = await Run(["-p", $"{((IPEndPoint)other.LocalEndpoint).Port}"]);
        var complaint = Says($"cannot listen on {other.LocalEndpoint}: Address already in use");
        Assert.Equal(new ProcessResult(1, complaint, complaint), result);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_one_line_that_names_it_and_exit_code_1()
    {
        var complaint = Says("cannot listen on 192.0.2.1:0: Cannot assign requested address");
        Assert.Equal(new ProcessResult(1, complaint, complaint), await Run(["-l", "192.0.2.1", "-p", "0"]));
    }

    private static async Task RefusesPasswords(string path, string why)
    {
        var complaint = Says($"Cache:PasswordFile = \"{path}\": allowed is the path of a file of user:password lines ({why})");
        Assert.Equal(new ProcessResult(2, complaint, complaint), await Run(["-p", "0", "-Y", path]));
    }

    private static string Says(string complaint) => "fromscratch-cache: " + complaint;

    private static Task<ProcessResult> Run(string[] arguments) => ServerProcess.RunAsync(CacheProcess.Program, arguments);
}
