using System.Diagnostics;

namespace FromScratch.Compare.Servers;

/// <summary>Finds both programs on this machine.</summary>
internal static class ServerPrograms
{
    // Folders of their own: a native build into the ordinary one would take its executable away.
    private const string Artifacts = "artifacts/compare";

    /// <summary>The given binary, or ours from this repository, built first.</summary>
    public static async Task<ServerProgram> OursAsync(
        ComparedServer server, string? path, HostBuild build, CancellationToken cancellation)
    {
        if (path is not null)
            return Named(server, server.OurName, "--ours", path);
        var root = RepositoryRoot();
        var artifacts = Path.Combine(root, Artifacts, build == HostBuild.Native ? "native" : "jit");
        await PublishAsync(root, server.ProjectFile, artifacts, build, cancellation);
        var binary = Path.Combine(artifacts, "publish", $"FromScratch.Hosts.{server.Project}", "release", server.OurName);
        return new ServerProgram(server.OurName, binary + (OperatingSystem.IsWindows() ? ".exe" : ""), server.LoadCommand);
    }

    /// <summary>The peer at the given path or on PATH; null when it is not installed.</summary>
    public static ServerProgram? Peer(ComparedServer server, string? path)
    {
        if (path is not null)
            return Named(server, server.PeerName, "--peer-path", path);
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var found = folders.Select(folder => Path.Combine(folder, server.PeerProgram)).FirstOrDefault(File.Exists);
        return found is null ? null : new ServerProgram(server.PeerName, found, server.LoadCommand);
    }

    /// <summary>The folder of FromScratch.sln above this program.</summary>
    public static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FromScratch.sln")))
                return folder.FullName;
        }
        throw new CompareException("not inside the repository: name a binary with --ours PATH");
    }

    private static ServerProgram Named(ComparedServer server, string name, string option, string path) =>
        File.Exists(path)
            ? new ServerProgram(name, Path.GetFullPath(path), server.LoadCommand)
            : throw new CompareException($"{option} '{path}' does not exist");

    private static async Task PublishAsync(
        string root, string projectFile, string artifacts, HostBuild build, CancellationToken cancellation)
    {
        var project = Path.Combine(root, projectFile);
        if (!File.Exists(project))
            throw new CompareException($"{projectFile} does not exist: name a binary with --ours PATH");
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
            throw new CompareException($"{projectFile} does not build; a native build needs clang, --build jit does not");
    }
}
