namespace FromScratch.KeyValue.Tests.Model;

internal sealed partial class KeyValueModel
{
    private Reply? OnKeys(Command command) => command switch
    {
        Del del => Reply.Of(del.Keys.Count(key => Find(key) is not null && _entries.Remove(key))),
        Exists exists => Reply.Of(exists.Keys.Count(key => Find(key) is not null)),
        TypeOf type => new Line(Find(type.Key) is not { } entry ? "+none" : entry.Text is null ? "+hash" : "+string"),
        Expire expire => ExpireIn(expire.Key, expire.Seconds, 1000, expire.Conditions, "expire"),
        PExpire expire => ExpireIn(expire.Key, expire.Ms, 1, expire.Conditions, "pexpire"),
        Ttl ttl => Reply.Of(MsLeft(ttl.Key) is >= 0 and var ms ? (long)(((UInt128)ms + 500) / 1000) : MsLeft(ttl.Key)),
        PTtl ttl => Reply.Of(MsLeft(ttl.Key)),
        Persist persist => Reply.Of(MakeLasting(persist.Key)),
        Rename rename => Move(rename.From, rename.To, onlyIfFree: false),
        RenameNx rename => Move(rename.From, rename.To, onlyIfFree: true),
        Copy copy => CopyTo(copy),
        DbSize => DatabaseSize(),
        FlushAll flush => Flush(flush),
        _ => null,
    };

    private long MsLeft(string key)
    {
        if (Find(key) is not { } entry)
            return -2;
        return entry.ExpiryMs == 0 ? -1 : entry.ExpiryMs - _nowMs;
    }

    private bool MakeLasting(string key)
    {
        if (Find(key) is not { ExpiryMs: > 0 } entry)
            return false;
        _entries[key] = entry with { ExpiryMs = 0 };
        return true;
    }

    private Reply ExpireIn(string key, string amount, int unitMs, string[] conditions, string command)
    {
        bool Has(string name) => conditions.Contains(name, StringComparer.OrdinalIgnoreCase);
        string[] known = ["NX", "XX", "GT", "LT"];
        if (conditions.FirstOrDefault(word => !known.Contains(word, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new RefusedException($"ERR Unsupported option {unknown}");
        if (Has("NX") && (Has("XX") || Has("GT") || Has("LT")))
            throw new RefusedException("ERR NX and XX, GT or LT options at the same time are not compatible");
        if (Has("GT") && Has("LT"))
            throw new RefusedException("ERR GT and LT options at the same time are not compatible");
        var inMs = (Int128)Integer(amount) * unitMs;
        var whenMs = inMs + _nowMs;
        if (inMs < long.MinValue || whenMs > long.MaxValue)
            throw new RefusedException($"ERR invalid expire time in '{command}' command");
        if (Find(key) is not { } entry)
            return Reply.Of(false);
        // No expiry is later than any.
        var currentMs = entry.ExpiryMs == 0 ? Int128.MaxValue : entry.ExpiryMs;
        var isRefused = (Has("NX") && entry.ExpiryMs != 0)
            || (Has("XX") && entry.ExpiryMs == 0)
            || (Has("GT") && whenMs <= currentMs)
            || (Has("LT") && whenMs >= currentMs);
        if (isRefused)
            return Reply.Of(false);
        if (whenMs <= _nowMs)
            _entries.Remove(key);
        else
            _entries[key] = entry with { ExpiryMs = (long)whenMs };
        return Reply.Of(true);
    }

    private Reply Move(string from, string to, bool onlyIfFree)
    {
        var entry = Find(from) ?? throw new RefusedException("ERR no such key");
        if (onlyIfFree && Find(to) is not null)
            return Reply.Of(false);
        _entries.Remove(from);
        _entries[to] = entry;
        return onlyIfFree ? Reply.Of(true) : Reply.Ok;
    }

    private Reply CopyTo(Copy copy)
    {
        if (copy.From == copy.To)
            throw new RefusedException("ERR source and destination objects are the same");
        if (Find(copy.From) is not { } entry || (Find(copy.To) is not null && !copy.Replaces))
            return Reply.Of(false);
        _entries[copy.To] = entry.Copied();
        return Reply.Of(true);
    }

    private Reply Flush(FlushAll flush)
    {
        if (flush.Mode.Any(static mode => mode.ToUpperInvariant() is not ("SYNC" or "ASYNC")))
            throw new RefusedException(SyntaxError);
        _entries.Clear();
        return Reply.Ok;
    }
}
