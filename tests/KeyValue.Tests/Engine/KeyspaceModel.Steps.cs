using System.Text;
using FromScratch.KeyValue.Engine;

namespace FromScratch.KeyValue.Tests.Engine;

internal sealed partial class KeyspaceModel
{
    private void RunOnKey(Step step)
    {
        var key = step.KeyText;
        var live = ToChange(key);
        switch (step.Operation)
        {
            case StepKind.Set or StepKind.SetWithExpiry or StepKind.SetExpired:
                Set(key, step.Value, step.Operation == StepKind.Set ? 0 : ExpiryOf(step));
                break;
            case StepKind.OpenString:
                Open(key, live, step);
                break;
            case StepKind.Remove:
                Assert.Equal(live is not null, keys.Remove(Bytes(key)));
                _entries.Remove(key);
                break;
            default:
                var expiryMs = step.Operation == StepKind.Persist ? 0 : ExpiryOf(step);
                Assert.Equal(live is not null, keys.SetExpiry(Bytes(key), expiryMs));
                if (live is not null)
                    (live.ExpiryMs, live.Version) = (expiryMs, _index);
                break;
        }
    }

    private long ExpiryOf(Step step) => step.Operation == StepKind.SetExpired ? _timeMs - 1 : _timeMs + (step.Size % 500);

    private void Set(string key, byte[] value, long expiryMs)
    {
        keys.SetString(Bytes(key), value, expiryMs);
        _entries[key] = new ModelEntry { Value = value, ExpiryMs = expiryMs, Version = _index };
    }

    private void Open(string key, ModelEntry? live, Step step)
    {
        if (live?.Fields is not null)
        {
            Assert.Throws<InvalidOperationException>(() => keys.OpenString(Bytes(key), 1).Length);
            return;
        }

        var length = step.Size % 300;
        var opened = keys.OpenString(Bytes(key), length);
        var expected = new byte[length];
        live?.Value.AsSpan(0, Math.Min(length, live.Value.Length)).CopyTo(expected);
        Assert.Equal(expected, opened.ToArray());
        if (length > 0)
            opened[length / 2] = expected[length / 2] = step.Extra;
        _entries[key] = new ModelEntry { Value = expected, ExpiryMs = live?.ExpiryMs ?? 0, Version = _index };
    }

    private void MoveOrCopy(Step step)
    {
        var (from, to) = (step.KeyText, step.OtherKeyText);
        var live = ToChange(from);
        if (live is null || from == to)
        {
            keys.Remove(Bytes(from));
            _entries.Remove(from);
            return;
        }

        _entries[to] = live.Clone(_index);
        if (step.Operation == StepKind.Copy)
        {
            keys.Copy(Bytes(from), Bytes(to));
        }
        else
        {
            keys.Rename(Bytes(from), Bytes(to));
            _entries.Remove(from);
        }

        Check(to, _timeMs);
    }

    private void RunOnFields(Step step)
    {
        var key = step.KeyText;
        var live = ToChange(key);
        if (live is not null && live.Fields is null)
        {
            Assert.Throws<InvalidOperationException>(() => keys.OpenHash(Bytes(key)).Count);
            return;
        }

        var fields = keys.OpenHash(Bytes(key));
        live ??= _entries[key] = new ModelEntry { Fields = [], Version = _index };
        if (step.Operation == StepKind.SetManyFields)
        {
            for (var field = 0; field < step.Size % 90; field++)
                SetField(fields, live, $"many-{step.Extra % 3}-{field}", step.FieldValue);
        }
        else if (step.Operation == StepKind.RemoveField)
        {
            var removed = live.Fields!.RemoveAll(pair => pair.Key == step.FieldText) > 0;
            Assert.Equal(removed, fields.Remove(Bytes(step.FieldText)));
            live.Version = removed ? _index : live.Version;
        }
        else
        {
            SetField(fields, live, step.FieldText, step.FieldValue);
        }

        Assert.Equal(live.Fields!.Count, fields.Count);
        Assert.False(fields.TryGet("no such field"u8, out _));
        if (fields.Count == 0)
        {
            keys.Remove(Bytes(key));
            _entries.Remove(key);
        }
    }

    private void SetField(HashFields fields, ModelEntry entry, string field, byte[] value)
    {
        var at = entry.Fields!.FindIndex(pair => pair.Key == field);
        Assert.Equal(at < 0, fields.Set(Bytes(field), value));
        if (at < 0)
            entry.Fields.Add(new(field, value));
        else
            entry.Fields[at] = new(field, value);
        entry.IsPacked &= entry.Fields.Count <= 128 && value.Length <= 64 && field.Length <= 64;
        entry.Version = _index;
    }

    private void ClearSometimes(Step step)
    {
        if (step.Extra % 3 != 0)
            return;
        keys.Clear();
        _entries.Clear();
    }

    private void RunOnTime(Step step)
    {
        switch (step.Operation)
        {
            case StepKind.Advance:
                _timeMs += step.Extra;
                break;
            case StepKind.Observe:
                var observedMs = _timeMs - 20 + step.Extra;
                keys.ObserveTime(observedMs);
                Check(step.KeyText, Math.Max(observedMs, _timeMs));
                break;
            case StepKind.Reclaim:
                Reclaim(step.Extra % 8);
                break;
            case StepKind.Random:
                var item = keys.Random(step.Size);
                Assert.Equal(_entries.Values.Any(entry => !entry.IsExpired(_timeMs)), item.Exists);
                Assert.True(!item.Exists || Live(Encoding.UTF8.GetString(item.Key), _timeMs) is not null);
                break;
            default:
                var visited = KeyCollector.ScanAll(keys, step.Extra % 5);
                Assert.Equal(_entries.Where(pair => !pair.Value.IsExpired(_timeMs)).Select(pair => pair.Key).Order(), visited.Order());
                break;
        }
    }

    private void Reclaim(int itemsMax)
    {
        var reclaimed = keys.ReclaimExpired(itemsMax);
        Assert.Equal(Math.Min(itemsMax, _entries.Values.Count(entry => entry.IsExpired(_timeMs))), reclaimed);
        // Which of those that are due at the same time is left open: the keyspace tells which are there still.
        var left = KeyCollector.AllKeys(keys);
        var gone = _entries.Where(pair => !left.Contains(pair.Key)).ToList();
        Assert.Equal(reclaimed, gone.Count);
        foreach (var (key, entry) in gone)
        {
            Assert.True(entry.IsExpired(_timeMs));
            _entries.Remove(key);
        }

        var expiriesLeft = _entries.Values.Select(entry => entry.ExpiryMs).Where(ms => ms != 0);
        Assert.All(gone, pair => Assert.True(expiriesLeft.All(ms => ms >= pair.Value.ExpiryMs)));
    }
}
