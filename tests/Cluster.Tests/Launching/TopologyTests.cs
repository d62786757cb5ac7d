using FromScratch.Launcher;
using FromScratch.Launcher.Topology;
using FromScratch.TestKit;

namespace FromScratch.Cluster.Tests.Launching;

public class TopologyTests
{
    private const string Good = """{ "roles": { "cache": { "command": "x", "port": 5000 } } }""";

    public static TheoryData<string, string> Mistakes => new()
    {
        { """{ "roles": { "cache": { "command": "x", "port": 5000, "count": "three" } } }""",
            "roles.cache.count: \"three\" is not allowed; allowed: a whole number from 1 to 64" },
        { """{ "roles": { "cache": { "command": "x", "port": 5000, "count": 0 } } }""",
            "roles.cache.count: 0 is not allowed; allowed: a whole number from 1 to 64" },
        { """{ "roles": { "cache": { "command": "x", "port": 65535, "count": 2 } } }""",
            "roles.cache.port: 65535 is not allowed; allowed: a whole number from 1 to 65534" },
        { """{ "roles": { "cache": { "command": "x" } } }""",
            "roles.cache.port: nothing is not allowed; allowed: a whole number from 1 to 65535" },
        { """{ "roles": { "cache": { "port": 5000 } } }""", "roles.cache.command: nothing is not allowed; allowed: a text" },
        { """{ "roles": { "cache": { "command": "x", "port": 5000, "ready": "soon" } } }""",
            "roles.cache.ready: \"soon\" is not allowed; allowed: \"readyz\", \"version\", \"tcp\"" },
        { """{ "roles": { "cache": { "command": "x", "port": 5000, "colour": 1 } } }""",
            "roles.cache.colour: 1 is not allowed; allowed: only the keys "
                + "project, command, args, env, count, host, port, adminPort, ready, protocol" },
        { """{ "roles": { "cache": { "command": "x", "port": 5000, "args": "-p" } } }""",
            "roles.cache.args: \"-p\" is not allowed; allowed: a list of texts" },
        { """{ "roles": { "cache": { "command": "x", "port": 5000, "args": ["-p", 1] } } }""",
            "roles.cache.args[1]: 1 is not allowed; allowed: a text" },
        { """{ "roles": { "Cache!": { "command": "x", "port": 5000 } } }""",
            "roles.Cache!: Cache! is not allowed; allowed: a role name of 1 to 32 lower-case letters, digits and dashes" },
        { """{ "roles": { "a": { "command": "x", "port": 5000, "count": 3 }, "b": { "command": "x", "port": 5002 } } }""",
            "roles.b.port: 5002 is not allowed; allowed: a port range that leaves 5002 to a-3" },
        { """{ "roles": {} }""", "roles: {} is not allowed; allowed: at least one role" },
        { """{ "roles": [1] }""", "roles: [1] is not allowed; allowed: an object { ... }" },
        { """{ "stopTimeoutMs": -1, "roles": { "a": { "command": "x", "port": 5000 } } }""",
            "stopTimeoutMs: -1 is not allowed; allowed: a whole number from 1 to 600000" },
        { "{\n\"roles\": }", "line 2: no valid JSON (comments and trailing commas are allowed)" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_one_line_with_key_value_and_what_is_allowed(string text, string complaint)
    {
        using var directory = new TempDirectory();
        var error = Assert.Throws<LauncherException>(() => TopologyReader.Read(directory.Write("cluster.json", text)));
        Assert.Equal("cluster.json: " + complaint, error.Message);
        Assert.Equal(2, error.ExitCode);
    }

    [Fact]
    public async Task A_mistake_ends_the_launcher_with_that_line_and_exit_code_2()
    {
        await using var cluster = TestCluster.FromText(Good.Replace("5000", "0"));
        var result = await cluster.RunAsync("up", "--detach");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("cluster.json: roles.cache.port: 0 is not allowed; allowed: a whole number from 1 to 65535", result.Output.Trim());
    }

    [Fact]
    public void The_topology_of_the_repository_has_three_cache_nodes_for_the_demo()
    {
        var topology = TopologyReader.Read(Path.Combine(SourceTree.Root, "cluster.json"));
        var cache = topology.Nodes.Where(node => node.Role.Name == "cache").ToList();
        Assert.Equal(["cache-1", "cache-2", "cache-3"], cache.Select(node => node.Name));
        Assert.All(cache, node => Assert.Equal(NodeProtocol.Memcached, node.Role.Protocol));
    }

    [Fact]
    public void The_topology_of_the_repository_has_two_shards_of_three_key_value_nodes()
    {
        var topology = TopologyReader.Read(Path.Combine(SourceTree.Root, "cluster.json"));
        var nodes = topology.Nodes.Where(node => node.Role.Protocol == NodeProtocol.Resp).ToList();
        Assert.Equal(["kv-0-1", "kv-0-2", "kv-0-3", "kv-1-1", "kv-1-2", "kv-1-3"], nodes.Select(node => node.Name));
        Assert.All(nodes, node => Assert.Contains("{data}", node.Role.Args));
        Assert.All(nodes, node => Assert.Equal(ReadyKind.Readyz, node.Role.Ready));
    }

    [Fact]
    public void Words_in_braces_are_filled_in_for_each_node()
    {
        using var directory = new TempDirectory();
        var topology = TopologyReader.Read(directory.Write("cluster.json",
            """{ "roles": { "a": { "command": "x", "port": 5000, "adminPort": 6000, "count": 2 } } }"""));
        var text = Placeholders.Fill("{name} {index} {host}:{port} {adminPort} {data} {addresses:a} {}", topology.Nodes[1], topology, "/d");
        Assert.Equal("a-2 2 127.0.0.1:5001 6001 /d 127.0.0.1:5000,127.0.0.1:5001 {}", text);
        Assert.Equal(
            "7001 a-1=127.0.0.1:7000,a-2=127.0.0.1:7001", Placeholders.Fill("{port+2000} {peers+2000}", topology.Nodes[1], topology, ""));
        Assert.Equal(2, Assert.Throws<LauncherException>(() => Placeholders.Fill("{port+x}", topology.Nodes[0], topology, "")).ExitCode);
        Assert.Equal(2, Assert.Throws<LauncherException>(() => Placeholders.Fill("{prot}", topology.Nodes[0], topology, "")).ExitCode);
        Assert.Throws<LauncherException>(() => Placeholders.Fill("{addresses:b}", topology.Nodes[0], topology, ""));
    }
}
