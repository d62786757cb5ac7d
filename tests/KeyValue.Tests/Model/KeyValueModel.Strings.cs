using System.Globalization;

namespace FromScratch.KeyValue.Tests.Model;

internal sealed partial class KeyValueModel
{
    private const long StringBytesMax = 512L << 20;
    private const string WrongType = "WRONGTYPE Operation against a key holding the wrong kind of value";

    private Reply? OnString(Command command) => command switch
    {
        Set set => SetWith(set),
        Get get => Reply.Of(TextAt(get.Key)),
        GetSet set => Then(Reply.Of(TextAt(set.Key)), () => Put(set.Key, set.Value)),
        GetDel get => Then(Reply.Of(TextAt(get.Key)), () => _entries.Remove(get.Key)),
        GetEx get => GetWith(get),
        Append append => Length(ReplaceText(append.Key, TextAt(append.Key) + append.Value)),
        StrLen length => Length(TextAt(length.Key) ?? ""),
        GetRange range => Part(range),
        SetRange range => SetPart(range),
        MGet get => new Many([.. get.Keys.Select(key => Reply.Of(Find(key)?.Text))]),
        MSet set => SetAll(set.Pairs, "mset"),
        MSetNx set => SetAllNew(set.Pairs),
        Incr incr => Add(incr.Key, 1),
        Decr decr => Add(decr.Key, -1),
        IncrBy incr => Add(incr.Key, Integer(incr.Increment)),
        DecrBy decr => Subtract(decr.Key, Integer(decr.Decrement)),
        _ => null,
    };

    private static Reply Then(Reply reply, Action action)
    {
        action();
        return reply;
    }

    private static Reply Length(string text) => Reply.Of(text.Length);

    private static RefusedException WrongArity(string name) => new($"ERR wrong number of arguments for '{name}' command");

    /// <summary>Null = there is no such key.</summary>
    private string? TextAt(string key) => Find(key) is not { } entry ? null : entry.Text ?? throw new RefusedException(WrongType);

    /// <summary>What expired before it was born has expired just now: it may be counted for a while too.</summary>
    private void Put(string key, string text, long expiryMs = 0) =>
        _entries[key] = new Entry(text, null, expiryMs == 0 ? 0 : Math.Max(expiryMs, _nowMs - 1));

    /// <summary>Its expiry stays.</summary>
    private string ReplaceText(string key, string text)
    {
        Put(key, text, Find(key)?.ExpiryMs ?? 0);
        return text;
    }

    private Reply SetWith(Set set)
    {
        CheckOptions(set.Options, ["NX", "XX", "GET", "KEEPTTL", "IFEQ"]);
        var expiryMs = ExpiryOf(set.Options, "set");
        bool Has(string name) => set.Options.Any(option => option.Is(name));
        var expected = set.Options.FirstOrDefault(static option => option.Is("IFEQ"))?.Argument;
        var before = Find(set.Key);
        if (Has("GET") || expected is not null)
            _ = TextAt(set.Key);
        var isSet = !(Has("NX") && before is not null)
            && !(Has("XX") && before is null)
            && (expected is null || before?.Text == expected);
        if (isSet)
            Put(set.Key, set.Value, Has("KEEPTTL") ? before?.ExpiryMs ?? 0 : expiryMs ?? 0);
        if (Has("GET"))
            return Reply.Of(before?.Text);
        return isSet ? Reply.Ok : Reply.Null;
    }

    private Reply GetWith(GetEx get)
    {
        CheckOptions(get.Options, ["PERSIST"]);
        if (TextAt(get.Key) is not { } text)
            return Reply.Null;
        var expiryMs = ExpiryOf(get.Options, "getex");
        if (expiryMs <= _nowMs)
            _entries.Remove(get.Key);
        else if (expiryMs is not null || get.Options.Length > 0)
            Put(get.Key, text, expiryMs ?? 0);
        return Reply.Of(text);
    }

    /// <summary>Which options exist and exclude each other; one that names a time may stand twice, the last one counts.</summary>
    private static void CheckOptions(Option[] options, string[] others)
    {
        string[] times = ["EX", "PX", "EXAT", "PXAT"];
        string[] conditions = ["NX", "XX", "IFEQ"];
        string[] lives = [.. times, "KEEPTTL", "PERSIST"];
        var names = options.Select(static option => option.Name.ToUpperInvariant()).ToList();
        var areKnown = options.All(option => (times.Any(option.Is) || others.Any(option.Is))
            && (option.Argument is not null || !(times.Any(option.Is) || option.Is("IFEQ"))));
        if (!areKnown || names.Intersect(lives).Count() > 1 || names.Intersect(conditions).Count() > 1
            || names.Count(static name => name == "IFEQ") > 1)
            throw new RefusedException(SyntaxError);
    }

    private long? ExpiryOf(Option[] options, string command)
    {
        if (options.LastOrDefault(static option => option.Argument is not null && !option.Is("IFEQ")) is not { } option)
            return null;
        var amount = (Int128)Integer(option.Argument!);
        var time = (option.Is("EX") || option.Is("EXAT") ? 1000 : 1) * amount + (option.Is("EX") || option.Is("PX") ? _nowMs : 0);
        return amount > 0 && time <= long.MaxValue
            ? (long)time
            : throw new RefusedException($"ERR invalid expire time in '{command}' command");
    }

    private Reply Part(GetRange range)
    {
        var (first, last) = (Integer(range.First), Integer(range.Last));
        var text = TextAt(range.Key) ?? "";
        return Reply.Of(Between(first, last, text.Length) is var (from, to) ? text[(int)from..((int)to + 1)] : "");
    }

    private Reply SetPart(SetRange range)
    {
        var offset = Integer(range.Offset);
        if (offset < 0)
            throw new RefusedException("ERR offset is out of range");
        var text = TextAt(range.Key) ?? "";
        if (range.Part.Length == 0)
            return Length(text);
        if (offset > StringBytesMax - range.Part.Length)
            throw new RefusedException("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
        var end = (int)offset + range.Part.Length;
        var padded = text.PadRight((int)offset, '\0');
        return Length(ReplaceText(range.Key, padded[..(int)offset] + range.Part + (end < padded.Length ? padded[end..] : "")));
    }

    private Reply SetAll(string[] pairs, string command)
    {
        if (pairs.Length % 2 != 0)
            throw WrongArity(command);
        foreach (var pair in pairs.Chunk(2))
            Put(pair[0], pair[1]);
        return Reply.Ok;
    }

    private Reply SetAllNew(string[] pairs)
    {
        if (pairs.Length % 2 == 0 && pairs.Chunk(2).Any(pair => Find(pair[0]) is not null))
            return Reply.Of(false);
        SetAll(pairs, "msetnx");
        return Reply.Of(true);
    }

    private Reply Subtract(string key, long decrement) =>
        decrement == long.MinValue ? throw new RefusedException("ERR decrement would overflow") : Add(key, -decrement);

    private Reply Add(string key, long increment)
    {
        var sum = (Int128)Integer(TextAt(key) ?? "0") + increment;
        if (sum < long.MinValue || sum > long.MaxValue)
            throw new RefusedException(Overflow);
        ReplaceText(key, sum.ToString(CultureInfo.InvariantCulture));
        return Reply.Of((long)sum);
    }
}
