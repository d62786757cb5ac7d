namespace FromScratch.Cache.Session.Auth;

/// <summary>The password file of -Y on disk. Thread-safe.</summary>
public sealed class PasswordFile
{
    private volatile PasswordTable _table;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    public PasswordFile(string path)
    {
        Path = path;
        _table = Load(path);
    }

    public string Path { get; }

    public bool Check(ReadOnlySpan<byte> user, ReadOnlySpan<byte> password) => _table.Check(user, password);

    /// <summary>
    /// Reads the file again. When that fails it throws as the constructor does, and the entries read before stay in force.
    /// </summary>
    public void Reload() => _table = Load(Path);

    /// <summary>Null when the constructor would take the file; otherwise why not.</summary>
    public static string? WhyUnusable(string path)
    {
        try
        {
            Load(path);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return error.Message;
        }
    }

    private static PasswordTable Load(string path) => PasswordTable.Parse(File.ReadAllBytes(path));
}
