using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FromScratch.Compare.Servers;
using FromScratch.LoadGen.Reporting;

namespace FromScratch.Compare.Driving;

/// <summary>Starts <c>fromscratch-load</c> against a server: a fresh generator for each run of each side.</summary>
public static class LoadClient
{
    /// <param name="server">Server under load; its CPU and memory are read.</param>
    /// <param name="options">Workload options of <c>fromscratch-load</c>, separated by spaces.</param>
    /// <param name="cancellation">Ends the generator.</param>
    /// <exception cref="CompareException">A reply was wrong, or the run failed.</exception>
    public static async Task<LoadReport> RunAsync(ServerProcess server, string options, CancellationToken cancellation)
    {
        var json = Path.GetTempFileName();
        try
        {
            var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in Arguments(server, options, json))
                info.ArgumentList.Add(argument);
            using var process = Process.Start(info) ?? throw new CompareException("fromscratch-load did not start");
            var said = await FinishAsync(process, cancellation);
            if (process.ExitCode != 0)
                throw new CompareException($"{server.Program.Name}: the load failed ({options}):\n{said}");
            var text = await File.ReadAllTextAsync(json, cancellation);
            return JsonSerializer.Deserialize(text, ReportJson.Default.LoadReport) ?? throw new CompareException("empty report");
        }
        finally
        {
            File.Delete(json);
        }
    }

    private static IEnumerable<string> Arguments(ServerProcess server, string options, string json)
    {
        var own = string.Create(
            CultureInfo.InvariantCulture, $"{server.Program.LoadCommand} --server 127.0.0.1:{server.Port} --server-pid {server.ProcessId}");
        return [
            Path.Combine(AppContext.BaseDirectory, "fromscratch-load.dll"),
            .. own.Split(' '), .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--json", json];
    }

    private static async Task<string> FinishAsync(Process process, CancellationToken cancellation)
    {
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return await output + await errors;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
