using FromScratch.Log.Files;

namespace FromScratch.TestKit.Disks;

/// <summary>What a process sees of a simulated disk until it is killed or the power is cut.</summary>
internal sealed class SimulatedDirectory(SimulatedDisk disk) : ILogDirectory
{
    private readonly int _generation = disk.Generation;

    public string Path => "simulated";

    public IReadOnlyList<string> List() => Do(DiskOperation.Read, "", disk.List);

    public ILogFile Open(string name) => new SimulatedFile(this, name, Do(DiskOperation.Read, name, () => disk.Find(name)));

    public ILogFile Create(string name, long bytes) =>
        new SimulatedFile(this, name, Do(DiskOperation.Create, name, () => disk.Create(name, bytes)));

    public void Rename(ILogFile file, string name)
    {
        var simulated = (SimulatedFile)file;
        Do(DiskOperation.Rename, file.Name, () => disk.Change(new NameChange(simulated.Content, file.Name, name)));
        simulated.Name = name;
    }

    public void Delete(string name) => Do(DiskOperation.Delete, name, () => disk.Change(new NameChange(disk.Find(name), name, null)));

    public void Sync() => Do(DiskOperation.SyncDirectory, "", disk.SyncNames);

    public void Dispose()
    {
        // Nothing is held: a killed process disposes nothing either.
    }

    internal T Do<T>(DiskOperation operation, string name, Func<T> action) => disk.Do(_generation, operation, name, action);

    internal void Do(DiskOperation operation, string name, Action action) => Do(operation, name, () =>
    {
        action();
        return true;
    });

    internal void Reserve(string name, long bytes) => disk.Reserve(name, bytes);
}
