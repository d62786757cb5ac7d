using FromScratch.Core;
using FromScratch.Log.Files;

namespace FromScratch.TestKit.Disks;

/// <summary>
/// A disk that forgets what was not synced: on a power cut each unsynced sector and name survives, is lost or is torn, as the
/// seed decides. Programs see it as a directory; tests cut the power, fill the disk, break operations and flip bits.
/// </summary>
public sealed class SimulatedDisk(SeededRandom random)
{
    private readonly List<NameChange> _changes = [];
    private Dictionary<string, SimulatedContent> _names = [];
    private Dictionary<string, SimulatedContent> _durableNames = [];
    private readonly Lock _gate = new();
    private bool _isDown;

    /// <summary>How many operations changed or synced something.</summary>
    public long Operations { get; private set; }

    /// <summary>The operation that the power is cut in; 0 = none.</summary>
    public long CrashAtOperation { get; set; }

    /// <summary>Room for file contents.</summary>
    public long CapacityBytes { get; set; } = long.MaxValue;

    /// <summary>Asked before every operation; what it returns is thrown. A failed sync loses its sectors for good.</summary>
    public Func<DiskOperation, string, Exception?>? Fault { get; set; }

    /// <summary>Sees every operation that succeeded.</summary>
    public Action<DiskOperation, string>? Observer { get; set; }

    /// <summary>Called before a file is synced, while others use the disk: makes a sync slow.</summary>
    public Action<string>? SyncDelay { get; set; }

    public IReadOnlyCollection<string> Names => _names.Keys;

    /// <summary>Counts power cuts and killed processes: files opened before are unusable.</summary>
    internal int Generation { get; private set; }

    public ILogDirectory Mount() => new SimulatedDirectory(this);

    /// <summary>The process is killed: what it wrote stays in the system's memory.</summary>
    public void KillProcess() => Generation++;

    /// <summary>The power is cut and comes back.</summary>
    public void CutPower()
    {
        KillProcess();
        _isDown = false;
        CrashAtOperation = 0;
        var survival = random.NextInt32(4) switch { 0 => 0.0, 1 => 1.0, _ => 0.5 };
        _names = SurvivingNames(survival);
        _durableNames = new Dictionary<string, SimulatedContent>(_names);
        _changes.Clear();
        foreach (var content in _names.Values)
            content.LosePower(random, survival);
    }

    public byte[] Content(string name) => _names[name].Live.ToArray();

    /// <summary>Flips one bit, on disk and in memory.</summary>
    public void FlipBit(string name, long bit) => _names[name].FlipBit(bit);

    internal T Do<T>(int generation, DiskOperation operation, string name, Func<T> action)
    {
        if (operation == DiskOperation.Sync)
            SyncDelay?.Invoke(name);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(generation != Generation, this);
            if (_isDown)
                throw new SimulatedCrashException("rest");
            if (operation != DiskOperation.Read && ++Operations == CrashAtOperation)
                Crash(operation, action);
            if (Fault?.Invoke(operation, name) is { } fault)
            {
                if (operation == DiskOperation.Sync)
                    _names[name].FailSync();
                throw fault;
            }

            var result = action();
            Observer?.Invoke(operation, name);
            return result;
        }
    }

    internal List<string> List() => [.. _names.Keys];

    internal SimulatedContent Find(string name) =>
        _names.TryGetValue(name, out var content) ? content : throw new FileNotFoundException("no such file", name);

    internal SimulatedContent Create(string name, long bytes)
    {
        Reserve(name, bytes);
        var content = new SimulatedContent();
        Change(new NameChange(content, null, name));
        return content;
    }

    internal void Change(NameChange change)
    {
        change.ApplyTo(_names, mustApply: true);
        _changes.Add(change);
    }

    internal void SyncNames()
    {
        _durableNames = new Dictionary<string, SimulatedContent>(_names);
        _changes.Clear();
    }

    internal void Reserve(string name, long bytes)
    {
        if (_names.Values.Sum(content => (long)content.Length) + bytes > CapacityBytes)
            throw new DiskFullException(name);
    }

    /// <summary>Half of the time the operation still gets as far as the system's memory.</summary>
    private void Crash<T>(DiskOperation operation, Func<T> action)
    {
        _isDown = true;
        if (operation is not (DiskOperation.Sync or DiskOperation.SyncDirectory) && random.Chance(0.5))
            action();
        throw new SimulatedCrashException($"{operation}, operation {Operations}");
    }

    private Dictionary<string, SimulatedContent> SurvivingNames(double survival)
    {
        var names = new Dictionary<string, SimulatedContent>(_durableNames);
        foreach (var change in _changes)
        {
            if (random.Chance(survival))
                change.ApplyTo(names, mustApply: false);
        }

        return names;
    }
}
