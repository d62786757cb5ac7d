namespace FromScratch.Demo.Content;

/// <summary>How much the demo takes in. What is over a limit is left out and counted.</summary>
public static class ContentLimits
{
    /// <summary>A longer file is stored in pieces of this size, well under memcached's default item limit of 1 MiB.</summary>
    public const int ChunkBytesMax = 256 * 1024;

    /// <summary>A longer file is skipped.</summary>
    public const long FileBytesMax = 16L * 1024 * 1024;

    /// <summary>Files taken at most.</summary>
    public const int FilesMax = 50_000;

    /// <summary>Bytes of all files together, which the demo keeps in memory to compare with.</summary>
    public const long TotalBytesMax = 128L * 1024 * 1024;

    /// <summary>Longest value believed in a reply.</summary>
    public const int ReplyBytesMax = 1024 * 1024;
}
