using System.Text;
using FromScratch.KeyValue.Engine;

namespace FromScratch.KeyValue.Tests.Engine;

/// <summary>A dictionary that does what the keyspace should, run beside it, with a walk now and then.</summary>
internal sealed partial class KeyspaceModel(Keyspace keys) : IItemSink
{
    private readonly Dictionary<string, ModelEntry> _entries = [];
    private readonly Dictionary<string, string> _walked = [];
    private Dictionary<string, string>? _walkExpected;
    private ulong _index;
    private long _timeMs = 1_700_000_000_000;

    public void Add(in Item item) => _walked.Add(Encoding.UTF8.GetString(item.Key), Contents.Of(keys, item));

    public void Run(Step step)
    {
        keys.Begin(++_index, _timeMs);
        switch (step.Operation)
        {
            case <= StepKind.Persist:
                RunOnKey(step);
                break;
            case StepKind.Rename or StepKind.Copy:
                MoveOrCopy(step);
                break;
            case <= StepKind.RemoveField:
                RunOnFields(step);
                break;
            case StepKind.BeginWalk or StepKind.StepWalk or StepKind.StepWalkAgain or StepKind.EndWalk:
                Walk(step);
                break;
            case StepKind.Clear:
                ClearSometimes(step);
                break;
            default:
                RunOnTime(step);
                break;
        }

        keys.Begin(++_index, _timeMs);
        Check(step.KeyText, _timeMs);
        Assert.Equal(_entries.Count, keys.Count);
    }

    /// <summary>Every key is as the model says, and the keyspace agrees with itself.</summary>
    public void CheckAll()
    {
        FinishWalk();
        for (var key = 0; key < 40; key++)
            Check("key-" + key, _timeMs);
        Assert.Equal(_entries.Values.Count(entry => entry.ExpiryMs != 0), keys.ExpiringCount);
        Assert.Equal(_entries.Values.Select(entry => entry.ExpiryMs).Where(ms => ms != 0).DefaultIfEmpty(0).Min(), keys.NextExpiryMs);
        keys.Validate();
        using var loaded = LoadAnew();
        Assert.Equal(loaded.Digest(), keys.Digest());
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    // Another seed, another order.
    private Keyspace LoadAnew()
    {
        var loaded = new Keyspace(hashSeed: 99);
        foreach (var (key, entry) in _entries.Where(pair => !pair.Value.IsExpired(_timeMs)).Reverse())
        {
            if (entry.Fields is null)
            {
                loaded.LoadString(Bytes(key), entry.Value, entry.ExpiryMs, entry.Version);
            }
            else
            {
                var fields = loaded.LoadHash(Bytes(key), entry.ExpiryMs, entry.Version);
                foreach (var (field, value) in Enumerable.Reverse(entry.Fields))
                    fields.Set(Bytes(field), value);
            }

            Assert.Equal(entry.Version, loaded.Find(Bytes(key)).Version);
        }

        loaded.Validate();
        return loaded;
    }

    private ModelEntry? Live(string key, long timeMs) =>
        _entries.TryGetValue(key, out var entry) && !entry.IsExpired(timeMs) ? entry : null;

    // A write frees what it finds expired.
    private ModelEntry? ToChange(string key)
    {
        var live = Live(key, _timeMs);
        if (live is null)
            _entries.Remove(key);
        return live;
    }

    private void Check(string key, long timeMs)
    {
        var expected = Live(key, timeMs);
        var found = keys.Find(Bytes(key));
        Assert.Equal(expected is not null, found.Exists);
        if (expected is null)
            return;
        Assert.Equal(key, Encoding.UTF8.GetString(found.Key));
        Assert.Equal(Contents.Of(expected), Contents.Of(keys, found));
        foreach (var (field, value) in expected.Fields ?? [])
        {
            Assert.True(keys.FindHash(Bytes(key)).TryGet(Bytes(field), out var foundValue));
            Assert.True(value.AsSpan().SequenceEqual(foundValue));
        }
    }

    private void Walk(Step step)
    {
        if (step.Operation == StepKind.BeginWalk && _walkExpected is null)
        {
            _walked.Clear();
            _walkExpected = _entries.Where(pair => !pair.Value.IsExpired(_timeMs))
                .ToDictionary(pair => pair.Key, pair => Contents.Of(pair.Value));
            keys.BeginWalk(this);
        }
        else if (step.Operation == StepKind.EndWalk && step.Extra % 4 == 0)
        {
            keys.EndWalk();
            _walkExpected = null;
        }
        else if (_walkExpected is not null && !keys.StepWalk(step.Extra % 3))
        {
            FinishWalk();
        }
    }

    private void FinishWalk()
    {
        if (_walkExpected is null)
            return;
        while (keys.StepWalk(3))
            Assert.True(keys.IsWalking);
        keys.EndWalk();
        Assert.Equal(_walkExpected.OrderBy(pair => pair.Key), _walked.OrderBy(pair => pair.Key));
        _walkExpected = null;
    }
}
