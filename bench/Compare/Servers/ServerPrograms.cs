using System.Diagnostics;

namespace FromScratch.Compare.Servers;

/// <summary>Finds both programs on this machine.</summary>
public static class ServerPrograms
{
    private const string OurName = "fromscratch-cache";
    private const string OurProject = "src/Hosts/Cache/FromScratch.Hosts.Cache.csproj";
    private const string OurBinary = "artifacts/bin/FromScratch.Hosts.Cache/release/fromscratch-cache";

    /// <summary>The given binary, or ours from this repository, built in Release first.</summary>
    public static async Task<ServerProgram> OursAsync(string? path, CancellationToken cancellation)
    {
        if (path is not null)
            return Named(OurName, "--ours", path);
        var root = RepositoryRoot();
        await BuildAsync(root, cancellation);
        return new ServerProgram(OurName, Path.Combine(root, OurBinary) + (OperatingSystem.IsWindows() ? ".exe" : ""));
    }

    /// <summary>The named peer at the given path or on PATH; null when it is not installed.</summary>
    public static ServerProgram? Peer(string name, string? path)
    {
        if (path is not null)
            return Named(name, "--peer-path", path);
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var found = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return found is null ? null : new ServerProgram(name, found);
    }

    private static ServerProgram Named(string name, string option, string path) =>
        File.Exists(path) ? new ServerProgram(name, Path.GetFullPath(path)) : throw new CompareException($"{option} '{path}' does not exist");

    private static async Task BuildAsync(string root, CancellationToken cancellation)
    {
        var project = Path.Combine(root, OurProject);
        if (!File.Exists(project))
            throw new CompareException($"{OurProject} does not exist: name a binary with --ours PATH");
        var info = new ProcessStartInfo("dotnet", ["build", "-c", "Release", "-v", "quiet", "-nologo", project]) { WorkingDirectory = root };
        using var build = Process.Start(info) ?? throw new CompareException("dotnet build did not start");
        try
        {
            await build.WaitForExitAsync(cancellation);
        }
        finally
        {
            if (!build.HasExited)
                build.Kill();
        }
        if (build.ExitCode != 0)
            throw new CompareException($"{OurProject} does not build");
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FromScratch.sln")))
                return folder.FullName;
        }
        throw new CompareException("not inside the repository: name a binary with --ours PATH");
    }
}
