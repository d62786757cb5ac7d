using System.Diagnostics;

namespace FromScratch.Compare.Servers;

/// <summary>Finds both programs on this machine.</summary>
internal static class ServerPrograms
{
    private const string OurName = "fromscratch-cache";
    private const string OurProject = "src/Hosts/Cache/FromScratch.Hosts.Cache.csproj";

    // Folders of their own: a native build into the ordinary one would take its executable away.
    private const string Artifacts = "artifacts/compare";

    /// <summary>The given binary, or ours from this repository, built first.</summary>
    public static async Task<ServerProgram> OursAsync(string? path, HostBuild build, CancellationToken cancellation)
    {
        if (path is not null)
            return Named(OurName, "--ours", path);
        var root = RepositoryRoot();
        var artifacts = Path.Combine(root, Artifacts, build == HostBuild.Native ? "native" : "jit");
        await PublishAsync(root, artifacts, build, cancellation);
        var binary = Path.Combine(artifacts, "publish", "FromScratch.Hosts.Cache", "release", OurName);
        return new ServerProgram(OurName, binary + (OperatingSystem.IsWindows() ? ".exe" : ""));
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
        File.Exists(path)
            ? new ServerProgram(name, Path.GetFullPath(path))
            : throw new CompareException($"{option} '{path}' does not exist");

    private static async Task PublishAsync(string root, string artifacts, HostBuild build, CancellationToken cancellation)
    {
        var project = Path.Combine(root, OurProject);
        if (!File.Exists(project))
            throw new CompareException($"{OurProject} does not exist: name a binary with --ours PATH");
        string[] native = build == HostBuild.Native ? ["-p:PublishAot=true"] : [];
        var info = new ProcessStartInfo(
            "dotnet", ["publish", "-c", "Release", "-v", "quiet", "-nologo", project, $"-p:ArtifactsPath={artifacts}", .. native])
        {
            WorkingDirectory = root,
        };
        using var publish = Process.Start(info) ?? throw new CompareException("dotnet publish did not start");
        try
        {
            await publish.WaitForExitAsync(cancellation);
        }
        finally
        {
            if (!publish.HasExited)
                publish.Kill();
        }
        if (publish.ExitCode != 0)
            throw new CompareException($"{OurProject} does not build; a native build needs clang, --build jit does not");
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
