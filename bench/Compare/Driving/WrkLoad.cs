using System.Diagnostics;
using System.Globalization;
using FromScratch.Compare.Servers;
using FromScratch.LoadGen.Reporting;

namespace FromScratch.Compare.Driving;

/// <summary>wrk in a closed loop, one thread. Its script prints what is to be known in one line.</summary>
internal sealed class WrkLoad(string url, int connections, double seconds, bool closes)
{
    private const string Mark = "FIGURES";
    private const string Script = """
        done = function(summary, latency)
          local e = summary.errors
          io.write(string.format("FIGURES %d %d %d %f %f %f %f %f %f %f\n", summary.requests, summary.duration,
            e.connect + e.read + e.write + e.timeout + e.status, latency.mean, latency:percentile(50), latency:percentile(90),
            latency:percentile(99), latency:percentile(99.9), latency.max, os.clock()))
        end

        """;

    /// <exception cref="CompareException">wrk is missing, or saw errors.</exception>
    public async Task<LoadReport> RunAsync(ServerProcess server, CancellationToken cancellation)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script, cancellation);
            var before = ProcessTree.CpuSeconds(server.ProcessId);
            using var wrk = Start(script);
            var output = await wrk.StandardOutput.ReadToEndAsync(cancellation);
            await wrk.WaitForExitAsync(cancellation);
            var cpu = ProcessTree.CpuSeconds(server.ProcessId) - before;
            return Report(output, cpu, ProcessTree.PeakRssBytes(server.ProcessId), server.Program.Name);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private Process Start(string script)
    {
        string[] arguments =
        [
            "-t1", string.Create(CultureInfo.InvariantCulture, $"-c{connections}"),
            string.Create(CultureInfo.InvariantCulture, $"-d{(int)Math.Ceiling(seconds)}s"), "-s", script,
            .. closes ? ["-H", "Connection: close"] : Array.Empty<string>(), url,
        ];
        try
        {
            return Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new CompareException("wrk is needed to make the load (Debian and Ubuntu: apt-get install wrk)");
        }
    }

    private LoadReport Report(string output, double cpu, long rss, string server)
    {
        var line = output.Split('\n').FirstOrDefault(one => one.StartsWith(Mark, StringComparison.Ordinal))
            ?? throw new CompareException($"wrk said: {output}");
        var figures = line.Split(' ')[1..].Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        if (figures[2] > 0)
            throw new CompareException($"{server}: {figures[2]} of {figures[0]} requests failed");
        var (requests, duration) = ((long)figures[0], figures[1] / 1e6);
        var all = new LatencyReport(
            requests, figures[3], figures[4], figures[5], figures[6], figures[7], figures[8], figures[8]);
        var none = new LatencyReport(0, 0, 0, 0, 0, 0, 0, 0);
        return new LoadReport
        {
            Server = server,
            Seed = 0,
            Workload = url,
            Seconds = duration,
            Requests = requests,
            Keys = requests,
            RequestsPerSecond = requests / duration,
            KeysPerSecond = requests / duration,
            Hits = requests,
            Misses = 0,
            MissRatio = 0,
            Stored = 0,
            Refused = 0,
            WrongValues = 0,
            ErrorReplies = 0,
            FirstProblem = "",
            Unsent = 0,
            All = all,
            Gets = all,
            Sets = none,
            ServerCpuUsPerRequest = cpu * 1e6 / requests,
            GeneratorCpuUsPerRequest = figures[9] * 1e6 / requests,
            ServerPeakRssBytes = rss,
            ServerRssBytes = rss,
        };
    }
}
