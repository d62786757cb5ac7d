namespace FromScratch.KeyValue.Tests.Model;

/// <summary>Fields and values by turns; the last value may be missing.</summary>
internal sealed record HSet(string Key, params string[] Pairs) : Command(["HSET", Key, .. Pairs])
{
    public override IEnumerable<Command> Simpler => Without(Pairs, 2).Select(pairs => new HSet(Key, pairs));
}

internal sealed record HSetNx(string Key, string Field, string Value) : Command("HSETNX", Key, Field, Value);

internal sealed record HGet(string Key, string Field) : Command("HGET", Key, Field);

internal sealed record HMGet(string Key, params string[] Fields) : Command(["HMGET", Key, .. Fields])
{
    public override IEnumerable<Command> Simpler => Without(Fields).Select(fields => new HMGet(Key, fields));
}

internal sealed record HDel(string Key, params string[] Fields) : Command(["HDEL", Key, .. Fields])
{
    public override IEnumerable<Command> Simpler => Without(Fields).Select(fields => new HDel(Key, fields));
}

internal sealed record HGetAll(string Key) : Command("HGETALL", Key);

internal sealed record HKeys(string Key) : Command("HKEYS", Key);

internal sealed record HVals(string Key) : Command("HVALS", Key);

internal sealed record HLen(string Key) : Command("HLEN", Key);

internal sealed record HExists(string Key, string Field) : Command("HEXISTS", Key, Field);

internal sealed record HStrLen(string Key, string Field) : Command("HSTRLEN", Key, Field);

internal sealed record HIncrBy(string Key, string Field, string Increment) : Command("HINCRBY", Key, Field, Increment);
