using FromScratch.Log.Files;

namespace FromScratch.TestKit.Disks;

internal sealed class SimulatedFile(SimulatedDirectory directory, string name, SimulatedContent content) : ILogFile
{
    public string Name { get; set; } = name;

    public SimulatedContent Content => content;

    public long Length => content.Length;

    public int Read(long offset, Span<byte> to)
    {
        var wanted = to.Length;
        var bytes = directory.Do(DiskOperation.Read, Name, () => content.Read(offset, wanted));
        bytes.CopyTo(to);
        return bytes.Length;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        directory.Do(DiskOperation.Write, Name, () =>
        {
            directory.Reserve(Name, Math.Max(0, offset + copy.Length - content.Length));
            content.Write(offset, copy);
        });
    }

    public void Sync() => directory.Do(DiskOperation.Sync, Name, content.Sync);

    public void Dispose()
    {
        // The content belongs to the disk.
    }
}
