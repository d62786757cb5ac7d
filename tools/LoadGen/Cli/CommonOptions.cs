using System.CommandLine;
using FromScratch.LoadGen.Drivers;
using FromScratch.LoadGen.Io;
using FromScratch.LoadGen.Workload;

namespace FromScratch.LoadGen.Cli;

/// <summary>The options that every protocol's command has.</summary>
internal sealed class CommonOptions(string defaultServer)
{
    public const long Billion = 1_000_000_000;

    private readonly Option<ServerAddress?> _server = OptionParsers.Text<ServerAddress?>(
        "--server", "Server under load", defaultServer, "HOST:PORT|unix:PATH", ServerAddress.TryParse);
    private readonly Option<long> _connections = OptionParsers.Number("--connections", "Connections in total", 50, 1, 10_000);
    private readonly Option<long> _threads = OptionParsers.Number("--threads", "Generator threads", 1, 1, 64);
    private readonly Option<long> _pipeline = OptionParsers.Number(
        "--pipeline", "Requests per batch and connection (closed loop), or unanswered at most (open loop)", 1, 1, 10_000);
    private readonly Option<long> _rate = OptionParsers.Number(
        "--rate", "Open loop: requests per second in total; 0 is closed loop", 0, 0, Billion);
    private readonly Option<long> _keys = OptionParsers.Number("--keys", "Keys in the population", 1_000_000, 1, ZipfKeys.PopulationMax);
    private readonly Option<KeyDistributionSpec?> _distribution = OptionParsers.Text<KeyDistributionSpec?>(
        "--key-distribution", "Which key is next", "uniform", "[onehit:SHARE:]uniform|zipf:ALPHA|scan", KeyDistributionSpec.TryParse);
    private readonly Option<long> _keySize = OptionParsers.Number(
        "--key-size", "Key size in bytes", 20, KeyFormat.SizeBytesMin, KeyFormat.SizeBytesMax);
    private readonly Option<string?> _keyPrefix = OptionParsers.Text<string?>(
        "--key-prefix", "What every key begins with", "k", "1 to 200 visible ASCII characters", IsPrefix);
    private readonly Option<ValueSizes?> _valueSize = OptionParsers.Sizes(
        "--value-size", "Value size in bytes: fixed, range, or list with weights");
    private readonly Option<SetGetRatio> _ratio = OptionParsers.Text<SetGetRatio>(
        "--ratio", "Sets to gets", "1:9", "SETS:GETS", SetGetRatio.TryParse);
    private readonly Option<double> _duration = OptionParsers.Seconds("--duration", "Length of the measurement", 10, 0.01, 86_400);
    private readonly Option<long> _requests = OptionParsers.Number(
        "--requests", "Measure this many requests instead of a duration; 0 only prefills; -1 is off", -1, -1, 1_000 * Billion);
    private readonly Option<double> _warmup = OptionParsers.Seconds("--warmup", "Unmeasured load before the measurement", 2, 0, 3_600);
    private readonly Option<long> _warmupRequests = OptionParsers.Number(
        "--warmup-requests", "Warm up by count instead of time", 0, 0, 1_000 * Billion);
    private readonly Option<bool> _prefill = new("--prefill") { Description = "Store every key of the population first" };
    private readonly Option<long> _seed = OptionParsers.Number("--seed", "Seed of all random choices", 1, 0, long.MaxValue);
    private readonly Option<long> _serverPid = OptionParsers.Number(
        "--server-pid", "Process of the server on this machine, to read its CPU and memory; 0 is unknown", 0, 0, int.MaxValue);
    private readonly Option<string?> _json = new("--json") { Description = "Write the report as JSON", HelpName = "FILE" };

    public IEnumerable<Option> Workload =>
    [
        _server, _connections, _threads, _pipeline, _rate, _keys, _distribution, _keySize, _keyPrefix, _valueSize, _ratio, _duration,
        _requests, _warmup, _warmupRequests, _prefill,
    ];

    public IEnumerable<Option> Reporting => [_seed, _serverPid, _json];

    public LoadSettings Read(ParseResult result, Func<Dataset, IProtocolDriver> driver) => new()
    {
        Driver = driver,
        Server = result.GetValue(_server)!,
        Connections = (int)result.GetValue(_connections),
        Threads = (int)result.GetValue(_threads),
        Pipeline = (int)result.GetValue(_pipeline),
        RatePerSecond = result.GetValue(_rate),
        Keys = result.GetValue(_keys),
        KeyDistribution = result.GetValue(_distribution)!,
        KeySizeBytes = (int)result.GetValue(_keySize),
        KeyPrefix = result.GetValue(_keyPrefix)!,
        ValueSizes = result.GetValue(_valueSize)!,
        Ratio = result.GetValue(_ratio),
        Duration = TimeSpan.FromSeconds(result.GetValue(_duration)),
        Requests = result.GetValue(_requests) is >= 0 and var count ? count : null,
        Warmup = TimeSpan.FromSeconds(result.GetValue(_warmup)),
        WarmupRequests = result.GetValue(_warmupRequests),
        Prefill = result.GetValue(_prefill),
        Seed = (ulong)result.GetValue(_seed),
        ServerPid = result.GetValue(_serverPid) is > 0 and var pid ? (int)pid : null,
    };

    /// <summary>Runs what was asked for and returns the exit code.</summary>
    public int Run(ParseResult result, LoadSettings settings, CancellationToken cancellation)
    {
        if (settings.Conflict() is not { } conflict)
            return LoadCommandRunner.Run(settings, result.GetValue(_json), cancellation);
        result.InvocationConfiguration.Error.WriteLine($"fromscratch-load: {conflict} (see --help)");
        return LoadCli.ExitBadOption;
    }

    private static bool IsPrefix(string text, out string? prefix)
    {
        prefix = text;
        return text.Length is >= 1 and <= KeyFormat.PrefixBytesMax && text.All(c => c is > ' ' and < '\x7f');
    }
}
