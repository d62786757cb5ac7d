using System.Globalization;
using System.Text.RegularExpressions;
using FromScratch.Conformance.Tests.Servers;
using FromScratch.Conformance.Tests.Tools;
using FromScratch.TestKit.Processes;

namespace FromScratch.Conformance.Tests;

/// <summary>libmemcached's own checklist for servers: 27 cases of the text protocol, 27 of the binary one.</summary>
public sealed partial class MemccapableTests
{
    private const int CasesPerProtocol = 27;

    [Theory]
    [InlineData(ServerKind.FromScratch, "-a", "ascii")]
    [InlineData(ServerKind.FromScratch, "-b", "binary")]
    [InlineData(ServerKind.Memcached, "-a", "ascii")]
    [InlineData(ServerKind.Memcached, "-b", "binary")]
    public async Task Every_case_passes(ServerKind kind, string only, string protocol)
    {
        var memccapable = Tool.Require("memccapable");
        await using var server = await ConformanceServer.StartAsync(kind);

        var result = await ServerProcess.RunAsync(
            memccapable,
            ["-h", ConformanceServer.Address, "-p", server.Port.ToString(CultureInfo.InvariantCulture), "-v", "-t", "5", only]);

        var cases = CaseLine().Matches(result.Output).Where(match => match.Groups["protocol"].Value == protocol).ToList();
        Assert.All(cases, line => Assert.Equal("pass", line.Groups["verdict"].Value));
        Assert.True(cases.Count >= CasesPerProtocol, $"only {cases.Count} cases ran:\n{result.Output}");
        Assert.Contains("All tests passed", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    [GeneratedRegex(@"^(?<protocol>ascii|binary) (?<name>[a-z ]+?)\s*\[(?<verdict>\w+)\]", RegexOptions.Multiline)]
    private static partial Regex CaseLine();
}
