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

    /// <summary>YARP, built from bench/Yarp for the JIT, as its users run it.</summary>
    public static async Task<ServerProgram> YarpAsync(CancellationToken cancellation)
    {
        var root = RepositoryRoot();
        var artifacts = Path.Combine(root, Artifacts, "jit");
        await PublishAsync(root, "bench/Yarp/FromScratch.YarpPeer.csproj", artifacts, HostBuild.Jit, cancellation);
        return new ServerProgram("yarp", Path.Combine(artifacts, "publish", "FromScratch.YarpPeer", "release", "yarp-peer"), "lb");
    }

    /// <summary>Garnet as the .NET tool that it is published as, installed when it is not there.</summary>
    public static async Task<ServerProgram> GarnetAsync(CancellationToken cancellation)
    {
        const string Version = "2.2.8";
        var folder = Path.Combine(RepositoryRoot(), Artifacts, "garnet-" + Version);
        var program = Path.Combine(folder, "garnet-server");
        if (!File.Exists(program))
        {
            var info = new ProcessStartInfo("dotnet", ["tool", "install", "garnet-server", "--version", Version, "--tool-path", folder]);
            await RunAsync(info, "garnet-server cannot be installed from NuGet", cancellation);
        }

        return new ServerProgram("garnet", program, "kv");
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
        await RunAsync(info, $"{projectFile} does not build; a native build needs clang, --build jit does not", cancellation);
    }

    private static async Task RunAsync(ProcessStartInfo info, string failure, CancellationToken cancellation)
    {
        using var process = Process.Start(info) ?? throw new CompareException(failure);
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }

        if (process.ExitCode != 0)
            throw new CompareException(failure);
    }
}
