using FromScratch.Core;
using FromScratch.Group;
using FromScratch.KeyValue.Engine;
using FromScratch.KeyValue.Store;
using FromScratch.TestKit.Disks;

namespace FromScratch.KeyValue.Tests.Store;

/// <summary>
/// A random life of a store on a simulated disk. Everything submitted is remembered by its index; after a crash the keys must be those
/// that a prefix of it makes, and the prefix must reach to the last answer.
/// </summary>
internal sealed class CrashHistory : IAsyncDisposable
{
    private const int Batches = 40;
    private readonly StoreHarness _store;
    private readonly SeededRandom _random;
    private readonly List<(byte Tag, byte[] Payload)> _submitted = [];
    private FakeClient _client = new();
    private ulong _answered;

    public CrashHistory(ulong seed)
    {
        _random = new SeededRandom(seed);
        _store = new StoreHarness(AppendFsync.Always, seed);
        _store.Options = _store.Options with { SegmentBytes = 16 * 1024 };
    }

    public int Crashes { get; private set; }

    public long Operations => _store.Disk.Operations;

    public async Task RunAsync(long crashAt)
    {
        _store.Disk.CrashAtOperation = crashAt;
        await ReopenAsync();
        for (var batch = 0; batch < Batches; batch++)
        {
            await StepAsync();
            if (_client.IsAbandoned || _store.Stats.LogFailure is not null)
                await RecoverAsync();
        }

        await ReopenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _store.Disk.KillProcess();
        await _store.DisposeAsync();
    }

    private async Task StepAsync()
    {
        switch (_random.NextInt32(12))
        {
            case 0:
                await ReopenAsync();
                break;
            case 1 or 2:
                _ = _store.Store.TakeSnapshot();
                break;
            case 3:
                _store.Clock.AdvanceSeconds(_random.NextDouble());
                NoteTick();
                break;
            default:
                Batch();
                break;
        }
    }

    private void Batch()
    {
        // A tick that nobody waits for is not answered by reads behind it.
        var own = 0UL;
        for (var count = _random.NextInt32(1, 12); count > 0; count--)
        {
            var before = (ulong)_submitted.Count;
            if (_random.Chance(0.2))
                SubmitTransaction();
            else if (_random.Chance(0.2))
                _store.Submit(_client, "GET", Key());
            else
                Submit(Command());
            if ((ulong)_submitted.Count > before)
                own = (ulong)_submitted.Count;
        }

        _store.Finish(_client);
        if (!_client.IsAbandoned)
            _answered = Math.Max(_answered, own);
    }

    private void Submit(string[] command)
    {
        lock (_store.Store.Gate)
        {
            var unanswered = _client.Unanswered;
            if (_store.Submit(_client, command) != SubmitResult.Submitted)
                return;
            if (_client.Unanswered > unanswered)
                Remember(EntryTag.Commands, [], StoreHarness.Wire(command));
            else
                _submitted[^1] = (_submitted[^1].Tag, [.. _submitted[^1].Payload, .. StoreHarness.Wire(command)]);
        }
    }

    private void SubmitTransaction()
    {
        string[][] commands = [["SET", "whole1", $"{_submitted.Count}"], Command(), ["SET", "whole2", $"{_submitted.Count}"]];
        WatchedKey[] watched = _random.Chance(0.5) ? [new("a"u8.ToArray(), _random.Chance(0.5) ? _store.VersionOf("a") : 1)] : [];
        var tag = watched.Length > 0 ? EntryTag.Conditional : EntryTag.Commands;
        if (_store.SubmitTransaction(_client, watched, commands) == SubmitResult.Submitted)
            Remember(tag, watched, commands.SelectMany(StoreHarness.Wire).ToArray());
    }

    private string[] Command() => _random.NextInt32(7) switch
    {
        0 => ["DEL", Key()],
        1 => ["APPEND", Key(), new string('x', _random.NextInt32(600))],
        2 => ["HSET", "hash", Key(), $"{_submitted.Count}"],
        3 => ["PEXPIRE", Key(), $"{_random.NextInt32(1, 2000)}"],
        4 => ["HDEL", "hash", Key()],
        _ => ["SET", Key(), $"{_submitted.Count}"],
    };

    private string Key() => ((char)('a' + _random.NextInt32(8))).ToString();

    private void Remember(EntryTag tag, WatchedKey[] watched, byte[] wire)
    {
        var conditionBytes = Entry.SizeOf(watched);
        var payload = new byte[Entry.PrefixBytes + conditionBytes + wire.Length];
        Entry.WritePrefix(payload, _store.Clock.Time.GetUtcNow().ToUnixTimeMilliseconds(), 0);
        Entry.WriteConditions(payload.AsSpan(Entry.PrefixBytes), watched);
        wire.CopyTo(payload, Entry.PrefixBytes + conditionBytes);
        _submitted.Add(((byte)tag, payload));
    }

    /// <summary>The timer may have proposed one while the clock was moved.</summary>
    private void NoteTick()
    {
        while ((ulong)_submitted.Count < _store.Stats.AppendedIndex)
            Remember(EntryTag.Tick, [], []);
    }

    private async Task RecoverAsync()
    {
        Crashes++;
        _store.Disk.CutPower();
        if (_random.Chance(0.4))
            _store.Disk.CrashAtOperation = _store.Disk.Operations + _random.NextInt32(1, 15);
        await ReopenAsync();
    }

    private async Task ReopenAsync()
    {
        try
        {
            if (_store.Store is { } before)
                await before.DisposeAsync();
            _store.Disk.KillProcess();
            _client = new FakeClient();
            _store.Open();
        }
        catch (Exception error) when (IsCrash(error))
        {
            await RecoverAsync();
            return;
        }

        Check();
    }

    private void Check()
    {
        // Each start appends an entry of the group's own behind what it has found.
        var found = _store.Stats.AppendedIndex - 1;
        Assert.InRange(found, _answered, (ulong)_submitted.Count);
        _submitted.RemoveRange((int)found, _submitted.Count - (int)found);
        _answered = found;
        using var keys = new Keyspace(1);
        using var model = new EntryExecutor(keys);
        for (var index = 0; index < _submitted.Count; index++)
        {
            if (!GroupTags.IsGroups(_submitted[index].Tag))
                model.Replay((ulong)index + 1, _submitted[index].Tag, _submitted[index].Payload);
        }

        _submitted.Add((GroupTags.NoOp, []));
        Assert.Equal(keys.Digest(), _store.Digest);
        Assert.Equal(Version(keys, "a"), _store.VersionOf("a"));
    }

    private static ulong Version(Keyspace keys, string key) => keys.Find(System.Text.Encoding.ASCII.GetBytes(key)).Version;

    private static bool IsCrash(Exception? error) =>
        error is SimulatedCrashException || (error?.InnerException is { } inner && IsCrash(inner));
}
