namespace FromScratch.TestKit;

/// <summary>A directory of its own for one test, deleted with all it holds. The path is short enough for unix sockets in it.</summary>
public sealed class TempDirectory : IDisposable
{
    public TempDirectory() => Path = Directory.CreateTempSubdirectory("fs-").FullName;

    public string Path { get; }

    /// <summary>The path of <paramref name="name"/> inside; nothing is created.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a text file and returns its path.</summary>
    public string Write(string name, string content)
    {
        var path = File(name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
