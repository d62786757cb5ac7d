namespace FromScratch.KeyValue.Tests.Model;

internal sealed record Del(params string[] Keys) : Command(["DEL", .. Keys])
{
    public override IEnumerable<Command> Simpler => Without(Keys).Select(static keys => new Del(keys));
}

internal sealed record Exists(params string[] Keys) : Command(["EXISTS", .. Keys])
{
    public override IEnumerable<Command> Simpler => Without(Keys).Select(static keys => new Exists(keys));
}

internal sealed record TypeOf(string Key) : Command("TYPE", Key);

internal sealed record Expire(string Key, string Seconds, params string[] Conditions) : Command(["EXPIRE", Key, Seconds, .. Conditions])
{
    public override IEnumerable<Command> Simpler => Without(Conditions, left: 0).Select(left => new Expire(Key, Seconds, left));
}

internal sealed record PExpire(string Key, string Ms, params string[] Conditions) : Command(["PEXPIRE", Key, Ms, .. Conditions])
{
    public override IEnumerable<Command> Simpler => Without(Conditions, left: 0).Select(left => new PExpire(Key, Ms, left));
}

internal sealed record Ttl(string Key) : Command("TTL", Key);

internal sealed record PTtl(string Key) : Command("PTTL", Key);

internal sealed record Persist(string Key) : Command("PERSIST", Key);

internal sealed record Rename(string From, string To) : Command("RENAME", From, To);

internal sealed record RenameNx(string From, string To) : Command("RENAMENX", From, To);

internal sealed record Copy(string From, string To, bool Replaces)
    : Command(Replaces ? ["COPY", From, To, "REPLACE"] : ["COPY", From, To]);

internal sealed record DbSize() : Command("DBSIZE");

internal sealed record FlushAll(params string[] Mode) : Command(["FLUSHALL", .. Mode]);
