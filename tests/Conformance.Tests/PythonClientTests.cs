using FromScratch.Conformance.Tests.Servers;
using FromScratch.Conformance.Tests.Tools;

namespace FromScratch.Conformance.Tests;

public sealed class PythonClientTests
{
    private static readonly Dictionary<string, string> NoByteCode = new() { ["PYTHONDONTWRITEBYTECODE"] = "1" };

    [Theory]
    [InlineData(ServerKind.FromScratch)]
    [InlineData(ServerKind.Memcached)]
    public Task Pymemcache_speaks_the_text_protocol(ServerKind kind) => Run("pymemcache", "pymemcache_text.py", kind);

    [Theory]
    [InlineData(ServerKind.FromScratch)]
    [InlineData(ServerKind.Memcached)]
    public Task Pymemcache_spreads_keys_over_three_nodes(ServerKind kind) => Run("pymemcache", "pymemcache_hash.py", kind, nodes: 3);

    [Theory]
    [InlineData(ServerKind.FromScratch)]
    [InlineData(ServerKind.Memcached)]
    public Task Pylibmc_speaks_the_text_protocol_over_a_ketama_ring(ServerKind kind) => Run("pylibmc", "pylibmc_text.py", kind, nodes: 3);

    [Theory]
    [InlineData(ServerKind.FromScratch)]
    [InlineData(ServerKind.Memcached)]
    public Task Pylibmc_speaks_the_binary_protocol_over_a_ketama_ring(ServerKind kind) =>
        Run("pylibmc", "pylibmc_binary.py", kind, nodes: 3);

    [Theory]
    [InlineData(ServerKind.KeyValue)]
    [InlineData(ServerKind.Redis)]
    public Task Redis_py_reads_and_writes_counts_listens_and_carries_out_transactions(ServerKind kind) => Run("redis", "redispy.py", kind);

    private static async Task Run(string module, string script, ServerKind kind, int nodes = 1) =>
        await ClientScript.AnswersAsRecorded(await Tool.RequirePython(module), script, kind, nodes, NoByteCode);
}
