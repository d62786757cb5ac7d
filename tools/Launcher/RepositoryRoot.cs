namespace FromScratch.Launcher;

/// <summary>Finds the repository that this program was built in, or that the user stands in.</summary>
internal static class RepositoryRoot
{
    private const string TopologyName = "cluster.json";

    /// <exception cref="LauncherException">There is no cluster.json above the program, nor above the working directory.</exception>
    public static string TopologyFile()
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
        {
            for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
            {
                if (File.Exists(Path.Combine(directory.FullName, TopologyName)))
                    return Path.Combine(directory.FullName, TopologyName);
            }
        }

        throw new LauncherException($"no {TopologyName} found here or above; name one with --topology", ExitCodes.BadUsage);
    }
}
