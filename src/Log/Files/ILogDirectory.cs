namespace FromScratch.Log.Files;

/// <summary>
/// The one directory a log lives in, for one process at a time. Safe for concurrent use. What these calls did survives a
/// power cut only after <see cref="Sync"/>.
/// </summary>
public interface ILogDirectory : IDisposable
{
    /// <summary>For messages.</summary>
    string Path { get; }

    IReadOnlyList<string> List();

    ILogFile Open(string name);

    /// <summary>A new file; there must be none of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bytes">The size it will have, so that the system can look for room.</param>
    /// <exception cref="DiskFullException">There is no room; nothing was created.</exception>
    ILogFile Create(string name, long bytes);

    /// <summary>An open file stays usable and knows its new name. There must be none of that name.</summary>
    void Rename(ILogFile file, string name);

    /// <summary>A file that is open stays readable until it is closed.</summary>
    void Delete(string name);

    void Sync();
}
