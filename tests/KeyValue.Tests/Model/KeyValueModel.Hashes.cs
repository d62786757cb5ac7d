using System.Globalization;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Tests.Model;

internal sealed partial class KeyValueModel
{
    private Reply? OnHash(Command command) => command switch
    {
        HSet set => SetFields(set),
        HSetNx set => Reply.Of(!FieldsAt(set.Key).ContainsKey(set.Field) && SetField(set.Key, set.Field, set.Value)),
        HGet get => Reply.Of(FieldsAt(get.Key).GetValueOrDefault(get.Field)),
        HMGet get => FieldsAt(get.Key) is var fields
            ? new Many([.. get.Fields.Select(field => Reply.Of(fields.GetValueOrDefault(field)))])
            : null,
        HDel del => Reply.Of(FieldsAt(del.Key) is { Count: > 0 } fields ? RemoveFields(del, fields) : 0),
        HGetAll all => new Pairs(
            [.. FieldsAt(all.Key).SelectMany(static pair => new[] { Reply.Of(pair.Key), Reply.Of(pair.Value) })],
            IsMap: version == RespVersion.Resp3),
        HKeys all => new Some(FieldsAt(all.Key).Keys.ToArray()),
        HVals all => new Some(FieldsAt(all.Key).Values.ToArray()),
        HLen length => Reply.Of(FieldsAt(length.Key).Count),
        HExists exists => Reply.Of(FieldsAt(exists.Key).ContainsKey(exists.Field)),
        HStrLen length => Length(FieldsAt(length.Key).GetValueOrDefault(length.Field) ?? ""),
        HIncrBy incr => AddToField(incr, Integer(incr.Increment)),
        _ => null,
    };

    /// <summary>None when there is no such key.</summary>
    private SortedDictionary<string, string> FieldsAt(string key) => Find(key) is not { } entry
        ? new(StringComparer.Ordinal)
        : entry.Fields ?? throw new RefusedException(WrongType);

    /// <summary>True = there was no such field.</summary>
    private bool SetField(string key, string field, string value)
    {
        var fields = FieldsAt(key);
        var isNew = fields.TryAdd(field, value);
        fields[field] = value;
        _entries[key] = new Entry(null, fields, Find(key)?.ExpiryMs ?? 0);
        return isNew;
    }

    private Reply SetFields(HSet set)
    {
        if (set.Pairs.Length % 2 != 0)
            throw WrongArity("hset");
        return Reply.Of(set.Pairs.Chunk(2).Count(pair => SetField(set.Key, pair[0], pair[1])));
    }

    /// <summary>A hash without fields is none.</summary>
    private int RemoveFields(HDel del, SortedDictionary<string, string> fields)
    {
        var removed = del.Fields.Count(fields.Remove);
        if (fields.Count == 0)
            _entries.Remove(del.Key);
        return removed;
    }

    private Reply AddToField(HIncrBy incr, long increment)
    {
        var text = FieldsAt(incr.Key).GetValueOrDefault(incr.Field) ?? "0";
        var sum = (Int128)Integer(text, "ERR hash value is not an integer") + increment;
        if (sum < long.MinValue || sum > long.MaxValue)
            throw new RefusedException(Overflow);
        SetField(incr.Key, incr.Field, sum.ToString(CultureInfo.InvariantCulture));
        return Reply.Of((long)sum);
    }
}
