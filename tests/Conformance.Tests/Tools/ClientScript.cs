using System.Globalization;
using FromScratch.Conformance.Tests.Servers;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;

namespace FromScratch.Conformance.Tests.Tools;

/// <summary>
/// A script of a foreign client library that prints one line per answer. What it must print lies beside it as *.expected.txt
/// and was recorded from the original server; both are held to it.
/// </summary>
internal static class ClientScript
{
    private static readonly TimeSpan RunMax = TimeSpan.FromSeconds(60);

    public static string Folder { get; } = Path.Combine(SourceTree.Root, "tests", "Conformance.Tests", "Scripts");

    /// <summary>Starts as many servers as asked, runs the script with their ports and compares what it printed.</summary>
    public static async Task AnswersAsRecorded(
        string interpreter, string script, ServerKind kind, int nodes = 1, IReadOnlyDictionary<string, string>? environment = null)
    {
        var servers = new List<ConformanceServer>();
        try
        {
            for (var i = 0; i < nodes; i++)
                servers.Add(await ConformanceServer.StartAsync(kind));

            var ports = servers.Select(server => server.Port.ToString(CultureInfo.InvariantCulture));
            await using var process = ServerProcess.Start(interpreter, [Path.Combine(Folder, script), .. ports], environment);
            var exitCode = await process.WaitForExitAsync(RunMax);

            var expected = await File.ReadAllLinesAsync(Path.Combine(Folder, Path.GetFileNameWithoutExtension(script) + ".expected.txt"));
            Assert.Equal(string.Join('\n', expected), process.Output);
            Assert.Equal(0, exitCode);
            Assert.All(servers, server => Assert.False(server.HasExited, "the server died"));
        }
        finally
        {
            foreach (var server in servers)
                await server.DisposeAsync();
        }
    }
}
