namespace FromScratch.Log.Files;

/// <summary>A directory of the file system, locked against a second process while this object lives.</summary>
public sealed class FileSystemDirectory : ILogDirectory
{
    private const string LockName = "LOCK";
    private readonly FileStream _lock;

    /// <summary>Creates the directory when it does not exist.</summary>
    /// <exception cref="IOException">It cannot be had, or another process uses it.</exception>
    public FileSystemDirectory(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(Path);
        try
        {
            _lock = new FileStream(InPath(LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException cause)
        {
            throw new IOException($"{Path}: another process uses this log ({cause.Message})", cause);
        }

        if (System.IO.Path.GetDirectoryName(Path) is { } parent)
            SyncNames(parent);
    }

    public string Path { get; }

    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file))];

    public ILogFile Open(string name) => FileSystemFile.Open(Path, name);

    public ILogFile Create(string name, long bytes) => FileSystemFile.Create(Path, name, bytes);

    public void Rename(ILogFile file, string name) => ((FileSystemFile)file).Rename(name);

    public void Delete(string name) => File.Delete(InPath(name));

    public void Sync() => SyncNames(Path);

    public void Dispose() => _lock.Dispose();

    /// <summary>Elsewhere than on Linux the system offers no such call or needs none.</summary>
    private static void SyncNames(string path)
    {
        if (OperatingSystem.IsLinux())
            Libc.SyncDirectory(path);
    }

    private string InPath(string name) => System.IO.Path.Combine(Path, name);
}
