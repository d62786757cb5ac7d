using FromScratch.Core;
using FromScratch.Log.Segments;
using FromScratch.TestKit.Disks;

namespace FromScratch.Log.Tests.Segments;

/// <summary>
/// A random life of a log on a simulated disk, and what must be found after a crash: everything that was synced, and behind it
/// nothing but whole entries that were written.
/// </summary>
internal sealed class CrashHistory
{
    private const int Steps = 40;
    private readonly SeededRandom _random;
    private readonly LogOptions _options;
    private readonly SortedDictionary<ulong, (ulong Term, byte[] Payload)> _written = [];
    private LogStore? _store;
    private ulong _acknowledged;
    private ulong _firstKept = 1;
    private ulong _restartAt;
    private ulong _term = 1;

    public CrashHistory(ulong seed)
    {
        _random = new SeededRandom(seed);
        Disk = new SimulatedDisk(new SeededRandom(seed + 1_000_000));
        _options = new LogOptions { Random = new SeededRandom(seed), SegmentBytes = 12 * 1024, PayloadBytesMax = 6000, SparesMax = 2 };
    }

    public SimulatedDisk Disk { get; }

    public int Crashes { get; private set; }

    /// <summary>Runs all steps; a crash at the given operation is recovered from, with more crashes on the way at times.</summary>
    public void Run(long crashAt)
    {
        Disk.CrashAtOperation = crashAt;
        Reopen();
        for (var step = 0; step < Steps; step++)
            Surviving(Step);
        Reopen();
    }

    private void Surviving(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (IsCrash(error))
        {
            Recover();
        }
    }

    private void Recover()
    {
        Crashes++;
        Disk.CutPower();
        if (_random.Chance(0.3))
            Disk.CrashAtOperation = Disk.Operations + _random.NextInt32(1, 12);
        Reopen();
    }

    private void Reopen()
    {
        try
        {
            Disk.KillProcess();
            _store = LogStore.Open(Disk.Mount(), _options);
        }
        catch (Exception error) when (IsCrash(error))
        {
            Recover();
            return;
        }

        Surviving(Check);
    }

    private void Step()
    {
        var store = _store!;
        switch (_random.NextInt32(20))
        {
            case 0:
                CutSuffix(store);
                break;
            case 1:
                _firstKept = Math.Max(_firstKept, store.FirstIndex + (ulong)_random.NextInt32(12));
                store.TruncatePrefix(_firstKept);
                break;
            case 2:
                store.Close();
                _acknowledged = store.DurableIndex;
                Reopen();
                break;
            case 3:
                Reopen();
                break;
            case 4 or 5:
                store.Spares.Prepare(TimeProvider.System);
                break;
            case 6 when _random.Chance(0.3):
                Restart(store);
                break;
            default:
                Append(store);
                break;
        }
    }

    private void Append(LogStore store)
    {
        if (_random.Chance(0.1))
            _term++;
        var payloads = new byte[_random.NextInt32(1, 6)][];
        for (var i = 0; i < payloads.Length; i++)
        {
            payloads[i] = new byte[_random.Chance(0.1) ? _random.NextInt32(6000) : _random.NextInt32(200)];
            _random.Fill(payloads[i]);
            _written[store.LastIndex + 1 + (ulong)i] = (_term, payloads[i]);
        }

        store.Append(_term, payloads);
        if (_random.Chance(0.7))
            store.Sync();
        _acknowledged = store.DurableIndex;
    }

    private void CutSuffix(LogStore store)
    {
        var lastKept = store.LastIndex - (ulong)_random.NextInt32((int)Math.Min(10, store.LastIndex - store.FirstIndex + 2));
        _acknowledged = Math.Min(_acknowledged, lastKept);
        store.TruncateSuffix(lastKept);
        Forget(lastKept);
        _acknowledged = Math.Max(_acknowledged, store.DurableIndex);
        _term++;
    }

    private void Restart(LogStore store)
    {
        _restartAt = store.LastIndex + (ulong)_random.NextInt32(1, 20);
        store.Restart(_restartAt, _term);
        Restarted();
    }

    private void Restarted()
    {
        _written.Clear();
        _acknowledged = _restartAt - 1;
        _firstKept = _restartAt;
        _restartAt = 0;
    }

    private void Check()
    {
        var store = _store!;
        if (_restartAt > 0 && store.FirstIndex == _restartAt)
            Restarted();
        _restartAt = 0;
        Assert.InRange(store.FirstIndex, 1UL, _firstKept);
        Assert.True(store.LastIndex >= _acknowledged, $"entry {_acknowledged} was acknowledged, the log ends at {store.LastIndex}");
        Assert.Equal(store.LastIndex, store.DurableIndex);
        var index = store.FirstIndex;
        foreach (var (term, payload) in store.ReadAll())
        {
            Assert.True(_written.TryGetValue(index, out var expected), $"entry {index} was never written");
            Assert.Equal(expected.Term, term);
            Assert.True(expected.Payload.AsSpan().SequenceEqual(payload), $"entry {index} has another payload");
            index++;
        }

        Forget(store.LastIndex);
        _acknowledged = store.LastIndex;
        _term = Math.Max(_term, store.LastTerm);
    }

    private void Forget(ulong lastKept)
    {
        foreach (var index in _written.Keys.Where(index => index > lastKept).ToList())
            _written.Remove(index);
    }

    private static bool IsCrash(Exception? error) =>
        error is SimulatedCrashException || (error?.InnerException is { } inner && IsCrash(inner));
}
