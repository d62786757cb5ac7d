using FromScratch.Conformance.Tests.Servers;
using FromScratch.Conformance.Tests.Tools;
using FromScratch.TestKit;

namespace FromScratch.Conformance.Tests;

public sealed class JavaScriptClientTests
{
    /// <summary>Where `npm install --prefix artifacts/npm memjs` puts packages.</summary>
    private static readonly string Modules = Path.Combine(SourceTree.Root, "artifacts", "npm", "node_modules");

    [Theory]
    [InlineData(ServerKind.FromScratch)]
    [InlineData(ServerKind.Memcached)]
    public async Task Memjs_speaks_the_binary_protocol(ServerKind kind)
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Modules, "memjs")), "memjs is not installed: npm install --prefix artifacts/npm memjs");
        await ClientScript.AnswersAsRecorded(
            Tool.Require("node"), "memjs_binary.js", kind, environment: new Dictionary<string, string> { ["NODE_PATH"] = Modules });
    }
}
