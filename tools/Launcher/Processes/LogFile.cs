namespace FromScratch.Launcher.Processes;

/// <summary>A node's log: grows while the node runs, is set aside at the next start when it got long.</summary>
internal static class LogFile
{
    private const long BytesMax = 10 * 1024 * 1024;
    private const int TailBytesMax = 256 * 1024;

    /// <summary>Keeps one older log beside the new one when the limit is passed.</summary>
    public static void RollOver(string file)
    {
        if (File.Exists(file) && new FileInfo(file).Length > BytesMax)
            File.Move(file, file + ".1", overwrite: true);
    }

    /// <summary>At most <paramref name="count"/> last lines; none when there is no log.</summary>
    public static string[] LastLines(string file, int count)
    {
        if (!File.Exists(file))
            return [];
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var cut = stream.Length > TailBytesMax;
        if (cut)
            stream.Seek(-TailBytesMax, SeekOrigin.End);
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n');
        var whole = lines.AsSpan(cut ? 1 : 0);
        if (whole.Length > 0 && whole[^1].Length == 0)
            whole = whole[..^1];
        return [.. whole.Length > count ? whole[^count..] : whole];
    }
}
