namespace FromScratch.Launcher.Building;

/// <summary>Where the program of a role is.</summary>
internal static class CommandPath
{
    /// <summary>A bare name is left to PATH; anything with a directory is relative to the topology file. Windows' ".exe" may be left out.</summary>
    public static string Resolve(string command, string root)
    {
        if (!command.Contains('/', StringComparison.Ordinal) && !command.Contains('\\', StringComparison.Ordinal))
            return command;
        var path = Path.GetFullPath(command, root);
        return OperatingSystem.IsWindows() && !Path.HasExtension(path) ? path + ".exe" : path;
    }
}
