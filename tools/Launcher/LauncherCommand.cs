using System.CommandLine;
using FromScratch.Demo;
using FromScratch.Launcher.Topology;
using FromScratch.Launcher.Verbs;

namespace FromScratch.Launcher;

/// <summary>The command line: one verb, `up` when none is given.</summary>
internal sealed class LauncherCommand
{
    private readonly Option<FileInfo?> _topology = new("--topology") { Description = "The topology file (default: cluster.json of this repository)", Recursive = true };
    private readonly Option<DirectoryInfo?> _stateDirectory = new("--state-dir")
    {
        Description = "Where endpoints.json, data and logs go (default: artifacts/cluster beside the topology file)",
        Recursive = true,
    };

    private readonly Option<bool> _noBuild = new("--no-build") { Description = "Start what is built, as it is", Recursive = true };
    private readonly Option<bool> _detach = new("--detach", "-d") { Description = "Leave when all nodes serve; they run on" };
    private readonly CancellationToken _stop;

    private LauncherCommand(CancellationToken stop) => _stop = stop;

    public static RootCommand Create(CancellationToken stop) => new LauncherCommand(stop).Build();

    private RootCommand Build()
    {
        var root = new RootCommand("Runs the FromScratch cluster on this machine.") { _topology, _stateDirectory, _noBuild, _detach };
        root.SetAction(UpAsync);

        var up = new Command("up", "Build what is needed, start every node, wait until all serve, stay until Ctrl-C (the default)") { _detach };
        up.SetAction(UpAsync);
        root.Add(up);
        root.Add(Verb("down", "Stop every node", cluster => DownVerb.RunAsync(cluster, _stop)));
        root.Add(Verb("status", "Show every node; exit code 0 when all serve", cluster => StatusVerb.RunAsync(cluster, _stop)));
        root.Add(NodeVerb("kill", "End a node at once (SIGKILL)", (cluster, name, _) => NodeVerbs.KillAsync(cluster, name, _stop)));
        root.Add(NodeVerb("start", "Start a node that is down", (cluster, name, build) => NodeVerbs.StartAsync(cluster, name, build, _stop)));
        root.Add(NodeVerb("restart", "Stop a node and start it again", (cluster, name, build) => NodeVerbs.RestartAsync(cluster, name, build, _stop)));
        root.Add(Logs());
        root.Add(Demo());
        return root;
    }

    private Task<int> UpAsync(ParseResult parsed, CancellationToken cancellation) =>
        UpVerb.RunAsync(Open(parsed), parsed.GetValue(_detach), !parsed.GetValue(_noBuild), _stop);

    private Command Verb(string name, string description, Func<Cluster, Task<int>> run)
    {
        var command = new Command(name, description);
        command.SetAction((parsed, _) => run(Open(parsed)));
        return command;
    }

    private Command NodeVerb(string verb, string description, Func<Cluster, string, bool, Task<int>> run)
    {
        var node = new Argument<string>("NAME") { Description = "The node, such as cache-1" };
        var command = new Command(verb, description) { node };
        command.SetAction((parsed, _) => run(Open(parsed), parsed.GetRequiredValue(node), !parsed.GetValue(_noBuild)));
        return command;
    }

    private Command Logs()
    {
        var node = new Argument<string>("NAME") { Description = "The node, such as cache-1" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Show what is added too, until Ctrl-C" };
        var lines = Whole("--lines", "-n", 100, 1, 1_000_000, "How many of the last lines");
        var command = new Command("logs", "Show the log of a node") { node, follow, lines };
        command.SetAction((parsed, _) =>
            LogsVerb.RunAsync(Open(parsed), parsed.GetRequiredValue(node), parsed.GetValue(follow), parsed.GetValue(lines), _stop));
        return command;
    }

    private Command Demo()
    {
        var directory = new Option<DirectoryInfo?>("--directory") { Description = "Whose files are stored (default: this repository)" };
        var lookups = Whole("--lookups", null, 200_000, 1, 1_000_000_000, "Length of the zipf stream of lookups");
        var seed = Whole("--seed", null, 1, 0, int.MaxValue, "Fixes the stream");
        var command = new Command("demo", "Store files in the cache tier, look them up in a zipf stream, check every byte") { directory, lookups, seed };
        command.SetAction((parsed, _) =>
        {
            var cluster = Open(parsed);
            var options = new DemoOptions(parsed.GetValue(directory)?.FullName ?? cluster.Topology.Root, parsed.GetValue(lookups), Seed: parsed.GetValue(seed));
            return DemoVerb.RunAsync(cluster, options, _stop);
        });
        return command;
    }

    private static Option<int> Whole(string name, string? alias, int fallback, int min, int max, string description)
    {
        var option = new Option<int>(name, alias is null ? [] : [alias]) { Description = description, DefaultValueFactory = _ => fallback };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var value) || value < min || value > max))
                result.AddError($"{name}: {token.Value} is not allowed; allowed: a whole number from {min} to {max}");
        });
        return option;
    }

    private Cluster Open(ParseResult parsed)
    {
        var topology = TopologyReader.Read(parsed.GetValue(_topology)?.FullName ?? RepositoryRoot.TopologyFile());
        return new Cluster(topology, parsed.GetValue(_stateDirectory)?.FullName ?? Path.Combine(topology.Root, "artifacts", "cluster"));
    }
}
