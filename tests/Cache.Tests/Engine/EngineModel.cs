using System.Globalization;
using System.Text;
using FromScratch.Cache.Engine;

namespace FromScratch.Cache.Tests.Engine;

/// <summary>
/// A dictionary that does what the engine should, run beside it. Evictions are told by the observer, so that every answer is known exactly:
/// a key that was neither evicted nor expired must be found, with exactly its value.
/// </summary>
internal sealed class EngineModel : IEvictionObserver
{
    private readonly TestEngine _engine;
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly List<string> _evicted = [];

    public EngineModel(TestEngine engine)
    {
        _engine = engine;
        engine.Engine.EvictionObserver = this;
    }

    public long Evictions { get; private set; }

    public long Stored { get; private set; }

    public void Evicted(in ItemView item)
    {
        Evictions++;
        _evicted.Add(Encoding.UTF8.GetString(item.Key));
    }

    public void Run(Step step)
    {
        switch (step.Operation)
        {
            case StepKind.Advance or StepKind.AdvanceFar:
                _engine.Advance(step.Operation == StepKind.Advance ? step.Extra % 4 : step.Size % 700);
                break;
            case StepKind.SetNumber:
                Store(step, StoreMode.Set, Encoding.ASCII.GetBytes((step.Size * 7919UL).ToString(CultureInfo.InvariantCulture)));
                break;
            case StepKind.Increment or StepKind.Decrement or StepKind.IncrementOrMake:
                Delta(step);
                break;
            case StepKind.Delete or StepKind.MarkStale or StepKind.DropValue:
                Delete(step);
                break;
            case StepKind.Touch or StepKind.Lease or StepKind.Vivify:
                GetWithOptions(step);
                break;
            case StepKind.Get or StepKind.GetAgain:
                break;
            default:
                Store(step, ModeOf(step.Operation), step.Value);
                break;
        }

        ForgetEvicted();
        CheckPresent(step.KeyText);
    }

    /// <summary>Every key answers as the model says, and the counters add up.</summary>
    public void CheckAll()
    {
        foreach (var key in _entries.Keys.ToList())
            CheckPresent(key);
        _engine.Engine.Tick();
        var stats = _engine.Engine.Stats();
        Assert.Equal(Evictions, stats.Evictions);
        Assert.Equal(Stored, stats.ItemsStoredTotal);
        Assert.Equal(_entries.Values.Count(entry => !entry.IsDead(_engine.Now)), stats.Items);
        Assert.InRange(stats.MemoryBytesUsed, 1, stats.MemoryBytesMax);
        _engine.Engine.Validate();
    }

    private static StoreMode ModeOf(StepKind kind) => kind switch
    {
        StepKind.Add => StoreMode.Add,
        StepKind.Replace => StoreMode.Replace,
        StepKind.Append => StoreMode.Append,
        StepKind.Prepend => StoreMode.Prepend,
        _ => StoreMode.Set,
    };

    private Entry? Live(string key) =>
        _entries.TryGetValue(key, out var entry) && !entry.IsDead(_engine.Now) ? entry : null;

    // An operation's own key can only have been evicted before the operation looked for it.
    private void ForgetEvicted(string? keep = null)
    {
        foreach (var key in _evicted)
        {
            if (key != keep)
                _entries.Remove(key);
        }

        _evicted.Clear();
    }

    private void CheckPresent(string key)
    {
        var expected = Live(key);
        var found = _engine.Lookup(key, (ref GetRequest request) => request.NoBump = true).Item;
        Assert.Equal(expected is null, found is null);
        if (expected is null || found is null)
            return;
        Assert.Equal(key, found.Key);
        Assert.True(expected.Value.AsSpan().SequenceEqual(found.Value), "The value is another than was stored.");
        Assert.Equal(expected.Flags, found.Flags);
        Assert.Equal(expected.Expiry == 0 ? -1 : expected.Expiry - (long)_engine.Now, found.Info.TtlSeconds);
        if (expected.Cas != 0)
            Assert.Equal(expected.Cas, found.Cas);
        expected.Cas = found.Cas;
    }

    private void Store(Step step, StoreMode mode, byte[] value)
    {
        var key = step.KeyText;
        var before = Live(key);
        var compare = step.Operation switch
        {
            StepKind.CasRight => before?.Cas ?? 77,
            StepKind.CasWrong => (before?.Cas ?? 77) + 1,
            StepKind.CasLowerStale => Math.Max(1, (before?.Cas ?? 77) - 1),
            _ => 0UL,
        };
        var newCas = step.Operation == StepKind.ForcedCas ? (ulong)step.Size << (step.Extra % 48) : 0;
        var flags = step.Operation == StepKind.SetWithFlags ? (uint)step.Extra + 1 : 0;
        var expiry = step.Operation == StepKind.SetWithExpiry ? _engine.Now + 1 + (step.Size % 400u) : 0;
        var status = _engine.Store(
            key, value, out var stored, mode, flags, expiry, compare, newCas, staleIfCasLower: step.Operation == StepKind.CasLowerStale);
        ForgetEvicted();
        before = Live(key);
        var expected = Expected(mode, before, compare, step.Operation == StepKind.CasLowerStale);
        Assert.Equal(expected, status);
        if (status != StoreStatus.Stored)
            return;

        Stored++;
        var stale = before is not null && compare != 0 && compare != before.Cas;
        var keepsOld = before is not null && mode is StoreMode.Append or StoreMode.Prepend;
        _entries[key] = new Entry
        {
            Value = keepsOld ? Joined(mode, before!.Value, value) : value,
            Flags = keepsOld ? before!.Flags : flags,
            Expiry = keepsOld || stale ? before!.Expiry : expiry,
            Cas = stored.Cas,
            IsStale = stale,
            TokenSent = stale && before!.TokenSent,
        };
        Assert.NotEqual(0UL, stored.Cas);
        if (newCas != 0)
            Assert.Equal(newCas, stored.Cas);
    }

    private static byte[] Joined(StoreMode mode, byte[] old, byte[] value) =>
        mode == StoreMode.Append ? [.. old, .. value] : [.. value, .. old];

    private static StoreStatus Expected(StoreMode mode, Entry? before, ulong compare, bool staleIfLower) => (mode, before) switch
    {
        (StoreMode.Set, null) => compare == 0 ? StoreStatus.Stored : StoreStatus.NotFound,
        (StoreMode.Set, _) when compare == 0 || compare == before.Cas || (staleIfLower && compare < before.Cas) => StoreStatus.Stored,
        (StoreMode.Set, _) => StoreStatus.Exists,
        (StoreMode.Add, null) => StoreStatus.Stored,
        (StoreMode.Add, _) => StoreStatus.NotStored,
        (_, null) => StoreStatus.NotStored,
        _ => StoreStatus.Stored,
    };

    private void Delta(Step step)
    {
        var key = step.KeyText;
        var status = _engine.Delta(
            key, step.Size, out var value, step.Operation == StepKind.Decrement,
            initial: step.Operation == StepKind.IncrementOrMake ? step.Extra : null);
        ForgetEvicted();
        var before = Live(key);
        if (before is null)
        {
            Assert.Equal(step.Operation == StepKind.IncrementOrMake ? DeltaStatus.Vivified : DeltaStatus.NotFound, status);
            if (status == DeltaStatus.Vivified)
                Put(key, new Entry { Value = Encoding.ASCII.GetBytes(step.Extra.ToString(CultureInfo.InvariantCulture)) });
            return;
        }

        var text = Encoding.Latin1.GetString(before.Value);
        if (text.Length is 0 or > 20 || !ulong.TryParse(text.TrimEnd(' '), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            Assert.Equal(DeltaStatus.NonNumeric, status);
            return;
        }

        Assert.Equal(DeltaStatus.Ok, status);
        var expected = step.Operation == StepKind.Decrement ? number - Math.Min(number, step.Size) : unchecked(number + step.Size);
        Assert.Equal(expected, value);
        var digits = expected.ToString(CultureInfo.InvariantCulture).PadRight(text.Length);
        if (digits.Length > text.Length)
            before.IsStale = before.TokenSent = false;
        before.Value = Encoding.ASCII.GetBytes(digits);
        before.Cas = 0;
    }

    private void Put(string key, Entry entry)
    {
        _entries[key] = entry;
        Stored++;
    }

    private void Delete(Step step)
    {
        var key = step.KeyText;
        var status = _engine.Delete(
            key, markStale: step.Operation == StepKind.MarkStale, dropValue: step.Operation == StepKind.DropValue,
            touch: step.Operation == StepKind.MarkStale && step.Extra % 2 == 0 ? _engine.Now + 30 : null);
        ForgetEvicted(keep: step.Operation == StepKind.MarkStale && status == DeleteStatus.Deleted ? key : null);
        var before = Live(key);
        Assert.Equal(before is null ? DeleteStatus.NotFound : DeleteStatus.Deleted, status);
        if (before is null)
            return;
        if (step.Operation == StepKind.Delete)
        {
            _entries.Remove(key);
        }
        else if (step.Operation == StepKind.DropValue)
        {
            _entries[key] = new Entry { Value = [], Cas = before.Cas };
        }
        else
        {
            before.IsStale = true;
            before.TokenSent = false;
            before.Cas = 0;
            if (step.Extra % 2 == 0)
                before.Expiry = _engine.Now + 30;
        }
    }

    private void GetWithOptions(Step step)
    {
        var key = step.KeyText;
        var until = _engine.Now + 1 + (step.Size % 300u);
        var (status, found) = _engine.Lookup(key, (ref GetRequest request) =>
        {
            request.UseLease = true;
            request.Touch = step.Operation == StepKind.Touch;
            request.TouchTo = new Expiry(until);
            request.Vivify = step.Operation == StepKind.Vivify;
            request.VivifyTo = new Expiry(until);
        });
        ForgetEvicted(keep: status == GetStatus.Hit ? key : null);
        var before = Live(key);
        if (before is null)
        {
            Assert.Equal(step.Operation == StepKind.Vivify ? GetStatus.Vivified : GetStatus.Miss, status);
            if (status != GetStatus.Vivified)
                return;
            Assert.Equal(LeaseState.Won, found!.Lease);
            Put(key, new Entry { Value = [], Expiry = until, TokenSent = true });
            return;
        }

        Assert.Equal(GetStatus.Hit, status);
        var wins = before.IsStale && !before.TokenSent;
        var lease = (before.TokenSent ? LeaseState.TokenTaken : 0) | (before.IsStale ? LeaseState.Stale : 0) | (wins ? LeaseState.Won : 0);
        Assert.Equal(lease, found!.Lease);
        before.TokenSent |= wins;
        if (step.Operation == StepKind.Touch)
            before.Expiry = until;
    }

    private sealed class Entry
    {
        public required byte[] Value { get; set; }

        public uint Flags { get; set; }

        public uint Expiry { get; set; }

        /// <summary>0 = not known yet.</summary>
        public ulong Cas { get; set; }

        public bool IsStale { get; set; }

        public bool TokenSent { get; set; }

        public bool IsDead(uint now) => Expiry != 0 && Expiry <= now;
    }
}
