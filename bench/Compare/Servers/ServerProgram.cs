namespace FromScratch.Compare.Servers;

/// <summary>An executable of either side.</summary>
/// <param name="Name">Name in tables and result lines.</param>
/// <param name="Path">Executable, or a .dll to be run by dotnet.</param>
/// <param name="LoadCommand">The command of fromscratch-load that speaks with it.</param>
public sealed record ServerProgram(string Name, string Path, string LoadCommand)
{
    private bool IsAssembly => Path.EndsWith(".dll", StringComparison.Ordinal);

    public string FileName => IsAssembly ? "dotnet" : Path;

    public IEnumerable<string> Arguments(int port, IServerSettings settings) =>
        [.. IsAssembly ? [Path] : Array.Empty<string>(), .. settings.Arguments(this, port)];

    /// <summary>Whether its file's name begins so.</summary>
    public bool IsNamed(string name) => System.IO.Path.GetFileName(Path).StartsWith(name, StringComparison.Ordinal);
}
