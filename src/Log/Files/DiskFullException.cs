namespace FromScratch.Log.Files;

/// <summary>The file system has no room left.</summary>
public sealed class DiskFullException(string file, Exception? cause = null) : IOException($"{file}: the disk is full", cause);
