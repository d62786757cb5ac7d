namespace FromScratch.LoadBalancer.Configuration;

/// <summary>Reads lb.json from disk.</summary>
public static class ConfigFile
{
    private const int BytesMax = 16 << 20;

    /// <summary>Paths in the file are relative to the folder it lies in, wherever the process was started.</summary>
    public static ConfigResult Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            var full = Path.GetFullPath(path);
            if (new FileInfo(full).Length > BytesMax)
                return ConfigResult.Refused($"{path}: is longer than {BytesMax >> 20} MiB");
            var result = ConfigText.Parse(File.ReadAllBytes(full), Path.GetDirectoryName(full));
            return result.IsGood ? result : ConfigResult.Refused([.. result.Errors.Select(error => $"{path}: {error}")]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return ConfigResult.Refused($"{JsonWords.Show(path)}: cannot be read: {JsonWords.Show(error.Message, 400)}");
        }
    }
}
