using System.ComponentModel;
using System.Diagnostics;
using FromScratch.Launcher.Topology;

namespace FromScratch.Launcher.Building;

/// <summary>Builds the programs of the topology that are missing or older than their sources.</summary>
internal static class Builder
{
    private const int ShownLinesMax = 20;
    private static readonly string[] _sourceEndings = [".cs", ".csproj", ".props", ".targets"];

    /// <exception cref="LauncherException">A project is missing or does not build.</exception>
    public static async Task BuildWhatIsNeededAsync(ClusterTopology topology, Action<string> say, CancellationToken cancellation)
    {
        foreach (var role in topology.Roles.Where(role => role.Project is not null).DistinctBy(role => role.Project))
        {
            var project = Path.GetFullPath(role.Project!, topology.Root);
            if (!File.Exists(project))
                throw new LauncherException($"{Path.GetFileName(topology.File)}: roles.{role.Name}.project: {role.Project} does not exist", ExitCodes.BadUsage);
            var program = CommandPath.Resolve(role.Command, topology.Root);
            if (File.Exists(program) && File.GetLastWriteTimeUtc(program) >= NewestSource(topology.Root))
                continue;
            say($"building {role.Name}");
            await BuildAsync(project, topology.Root, cancellation);
            if (!File.Exists(program))
                throw new LauncherException($"building {role.Project} did not make {role.Command}");
            // A build that found nothing to do leaves the old time, and the next start would build again.
            File.SetLastWriteTimeUtc(program, DateTime.UtcNow);
        }
    }

    private static DateTime NewestSource(string root)
    {
        var source = Path.Combine(root, "src");
        var files = Directory.Exists(source)
            ? Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(root, "Directory.*"))
            : [];
        return files.Where(file => _sourceEndings.Contains(Path.GetExtension(file))).Select(File.GetLastWriteTimeUtc)
            .DefaultIfEmpty(DateTime.MinValue).Max();
    }

    private static async Task BuildAsync(string project, string root, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", ["build", project, "-c", "Release", "-v", "quiet", "--nologo", "-clp:NoSummary"])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Build servers would hold our pipes open after the build.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        try
        {
            using var build = Process.Start(start)!;
            var output = build.StandardOutput.ReadToEndAsync(cancellation);
            var errors = build.StandardError.ReadToEndAsync(cancellation);
            await build.WaitForExitAsync(cancellation);
            if (build.ExitCode != 0)
                throw new LauncherException($"{project} does not build:\n{Shorten(await output + await errors)}");
        }
        catch (Win32Exception)
        {
            throw new LauncherException("the .NET SDK 10 is needed to build: https://dotnet.microsoft.com/download/dotnet/10.0");
        }
    }

    private static string Shorten(string output) =>
        string.Join('\n', output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Take(ShownLinesMax));
}
