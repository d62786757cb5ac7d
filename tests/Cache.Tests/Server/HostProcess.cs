using System.Net;
using System.Text.RegularExpressions;
using FromScratch.TestKit.Processes;

namespace FromScratch.Cache.Tests.Server;

/// <summary>The fromscratch-cache program, running on ports of its own choice.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private HostProcess(ServerProcess process) => _process = process;

    /// <summary>In the order of -l.</summary>
    public IReadOnlyList<IPEndPoint> Addresses =>
        [.. ListeningLine().Matches(Output).Select(match => IPEndPoint.Parse(match.Groups[1].Value))];

    public Uri AdminAddress => new(AdminLine().Match(Output).Groups[1].Value);

    public string Output => _process.Output;

    public static async Task<HostProcess> StartAsync(params string[] args) => new((await CacheProcess.StartAsync(args)).Process);

    public CacheClient Connect() => CacheClient.Connect(Addresses[0]);

    public void Signal(int number) => _process.Signal(number);

    public Task WaitForLineAsync(string pattern) => _process.WaitForLineAsync(pattern);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex(@"listening on (127\.0\.0\.1:\d+)")]
    private static partial Regex ListeningLine();

    [GeneratedRegex(@"admin on (http:[\d./:]+)")]
    private static partial Regex AdminLine();
}
