namespace FromScratch.Compare.Servers;

/// <summary>Where both sides keep their files, under artifacts/: one file system for both. Disposing deletes it.</summary>
internal sealed class DataDirectory : IDisposable
{
    public DataDirectory()
    {
        var parent = Path.Combine(ServerPrograms.RepositoryRoot(), "artifacts", "compare", "data");
        Root = Directory.CreateDirectory(Path.Combine(parent, Path.GetRandomFileName())).FullName;
    }

    public string Root { get; }

    /// <summary>Bytes in a program's own directory.</summary>
    public long BytesOf(ServerProgram program) =>
        new DirectoryInfo(Path.Combine(Root, program.Name)).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
