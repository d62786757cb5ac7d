namespace FromScratch.LoadBalancer.AccessLog;

/// <summary>What the lines are written to.</summary>
internal static class AccessLogFile
{
    /// <param name="path">A file that is appended to; null = standard output.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be opened.</exception>
    public static Stream Open(string? path)
    {
        if (path is null)
            return Console.OpenStandardOutput();
        return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }
}
