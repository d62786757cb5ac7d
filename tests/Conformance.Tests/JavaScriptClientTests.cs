using FromScratch.Conformance.Tests.Servers;
using FromScratch.Conformance.Tests.Tools;
using FromScratch.TestKit;

namespace FromScratch.Conformance.Tests;

public sealed class JavaScriptClientTests
{
    /// <summary>Where `npm install --prefix artifacts/npm memjs ioredis` puts packages.</summary>
    private static readonly string Modules = Path.Combine(SourceTree.Root, "artifacts", "npm", "node_modules");

    [Theory]
    [InlineData(ServerKind.FromScratch)]
    [InlineData(ServerKind.Memcached)]
    public Task Memjs_speaks_the_binary_protocol(ServerKind kind) => Run("memjs", "memjs_binary.js", kind);

    [Theory]
    [InlineData(ServerKind.KeyValue)]
    [InlineData(ServerKind.Redis)]
    public Task Ioredis_reads_and_writes_listens_and_carries_out_transactions(ServerKind kind) => Run("ioredis", "ioredis.js", kind);

    private static async Task Run(string package, string script, ServerKind kind)
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Modules, package)), $"{package} is not installed: npm install --prefix artifacts/npm {package}");
        await ClientScript.AnswersAsRecorded(
            Tool.Require("node"), script, kind, environment: new Dictionary<string, string> { ["NODE_PATH"] = Modules });
    }
}
