namespace FromScratch.Demo.Content;

/// <summary>The files of a directory as chunks. Reads only inside that directory: links are not followed.</summary>
public sealed class DirectoryContent
{
    private static readonly HashSet<string> _skippedDirectories = new(StringComparer.OrdinalIgnoreCase)
    {
        "artifacts", "bin", "obj", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts", "__pycache__",
    };

    private readonly List<Chunk> _chunks = [];

    private DirectoryContent()
    {
    }

    /// <summary>All chunks, in path order.</summary>
    public IReadOnlyList<Chunk> Chunks => _chunks;

    /// <summary>Files taken.</summary>
    public int FileCount { get; private set; }

    /// <summary>Bytes taken.</summary>
    public long Bytes { get; private set; }

    /// <summary>Files left out because of a limit, or because they could not be read.</summary>
    public int SkippedFileCount { get; private set; }

    /// <summary>Reads every regular file below <paramref name="directory"/>, without build output and hidden directories.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public static DirectoryContent Read(string directory, CancellationToken cancellation)
    {
        if (!Directory.Exists(directory))
            throw new DirectoryNotFoundException($"{directory} is not a directory");

        var content = new DirectoryContent();
        foreach (var file in FindFiles(new DirectoryInfo(directory)))
        {
            cancellation.ThrowIfCancellationRequested();
            content.Add(file, Path.GetRelativePath(directory, file.FullName).Replace('\\', '/'));
        }

        return content;
    }

    private static IEnumerable<FileInfo> FindFiles(DirectoryInfo directory)
    {
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (var file in directory.EnumerateFiles("*", options).OrderBy(file => file.Name, StringComparer.Ordinal))
            yield return file;
        foreach (var child in directory.EnumerateDirectories("*", options).OrderBy(child => child.Name, StringComparer.Ordinal))
        {
            if (child.Name.StartsWith('.') || _skippedDirectories.Contains(child.Name))
                continue;
            foreach (var file in FindFiles(child))
                yield return file;
        }
    }

    private void Add(FileInfo file, string path)
    {
        if (file.Length > ContentLimits.FileBytesMax || FileCount >= ContentLimits.FilesMax || Bytes + file.Length > ContentLimits.TotalBytesMax)
        {
            SkippedFileCount++;
            return;
        }

        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            SkippedFileCount++;
            return;
        }

        FileCount++;
        Bytes += bytes.Length;
        var offset = 0;
        do
        {
            var length = Math.Min(ContentLimits.ChunkBytesMax, bytes.Length - offset);
            var piece = bytes.AsMemory(offset, length);
            _chunks.Add(new Chunk(ChunkKey.Make(path, offset, piece.Span), piece));
            offset += length;
        }
        while (offset < bytes.Length);
    }
}
