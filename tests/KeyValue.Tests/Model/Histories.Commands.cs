using FsCheck;
using FsCheck.Fluent;

namespace FromScratch.KeyValue.Tests.Model;

internal static partial class Histories
{
    private static Gen<Option> Lifetime => Gen.OneOf(
        Seconds.Select(static text => new Option("EX", text)),
        Ms.Select(static text => new Option("px", text)),
        UnixSeconds.Select(static text => new Option("EXAT", text)),
        UnixSeconds.Select(static text => new Option("PXAT", text + "050")));

    private static Gen<Option> SetOption => Gen.Frequency(
        (5, Lifetime),
        (4, Gen.Elements(new Option("NX"), new Option("XX"), new Option("GET"), new Option("keepttl"))),
        (3, Value.Select(static text => new Option("IFEQ", text))));

    /// <summary>One without its argument stands last: it would take what is behind it.</summary>
    private static Gen<Option[]> LastSetOption => Gen.Frequency(
        (20, Gen.Constant<Option[]>([])),
        (1, Gen.Elements<Option[]>([new Option("EX")], [new Option("IFEQ")], [new Option("none")])));

    private static Gen<Option[]> SetOptions =>
        from count in Gen.Frequency((3, Gen.Constant(0)), (4, Gen.Constant(1)), (2, Gen.Constant(2)), (1, Gen.Constant(3)))
        from options in Gen.ArrayOf(SetOption, count)
        from last in LastSetOption
        select (Option[])[.. options, .. last];

    private static Gen<Option[]> GetExOptions => Gen.Choose(0, 2).SelectMany(static count =>
        Gen.ArrayOf(Gen.Frequency((5, Lifetime), (2, Gen.Elements(new Option("PERSIST"), new Option("KEEPTTL")))), count));

    private static Gen<string[]> Conditions => Gen.Frequency((5, Gen.Constant(0)), (5, Gen.Constant(1)), (2, Gen.Constant(2)))
        .SelectMany(static count => Gen.ArrayOf(
            Gen.Frequency((12, Gen.Elements("NX", "XX", "gt", "LT")), (1, Gen.Constant("never"))), count));

    private static Gen<Command> OnStrings => Gen.Frequency(
        (6, Make((key, value, options) => new Set(key, value, options), Key, Value, SetOptions)),
        (2, Make(key => new Get(key), Key)),
        (1, Make((key, value) => new GetSet(key, value), Key, Value)),
        (1, Make(key => new GetDel(key), Key)),
        (2, Make((key, options) => new GetEx(key, options), Key, GetExOptions)),
        (1, Make((key, value) => new Append(key, value), Key, Value)),
        (1, Make(key => new StrLen(key), Key)),
        (1, Make((key, first, last) => new GetRange(key, first, last), Key, Index, Index)),
        (1, Make((key, offset, part) => new SetRange(key, offset, part), Key, Index, Value)),
        (1, Make(keys => new MGet(keys), Several(Key, 4))),
        (1, Make(pairs => new MSet(pairs), PairsOf(Key, Value))),
        (1, Make(pairs => new MSetNx(pairs), PairsOf(Key, Value))));

    private static Gen<Command> OnCounters => Gen.OneOf(
        Make(key => new Incr(key), Key),
        Make(key => new Decr(key), Key),
        Make((key, by) => new IncrBy(key, by), Key, Number),
        Make((key, by) => new DecrBy(key, by), Key, Number));

    private static Gen<Command> OnBits => Gen.OneOf(
        Make((key, offset, bit) => new SetBit(key, offset, bit), Key, Bit, Gen.Elements("0", "1", "1", "2", "x")),
        Make((key, offset) => new GetBit(key, offset), Key, Bit),
        Make((key, first, last) => new BitCount(key, first, last), Key, Index, Index),
        Make(
            (key, range, unit) => new BitCount(key, [.. range, unit]),
            Key, Gen.ArrayOf(Index, 2), Gen.Elements("BIT", "bit", "BYTE", "x")),
        Make(key => new BitCount(key), Key),
        Make((key, first) => new BitCount(key, first), Key, Index));

    private static Gen<Command> OnKeys => Gen.Frequency(
        (2, Make(keys => new Del(keys), Several(Key, 3))),
        (1, Make(keys => new Exists(keys), Several(Key, 3))),
        (1, Make(key => new TypeOf(key), Key)),
        (3, Make((key, time, conditions) => new Expire(key, time, conditions), Key, Seconds, Conditions)),
        (3, Make((key, time, conditions) => new PExpire(key, time, conditions), Key, Ms, Conditions)),
        (1, Make(key => new Ttl(key), Key)),
        (1, Make(key => new PTtl(key), Key)),
        (1, Make(key => new Persist(key), Key)),
        (2, Make((from, to) => new Rename(from, to), Key, Key)),
        (1, Make((from, to) => new RenameNx(from, to), Key, Key)),
        (2, Make((from, to, replaces) => new Copy(from, to, replaces), Key, Key, Gen.Elements(true, false))),
        (2, Gen.Constant<Command>(new DbSize())),
        (1, Gen.Elements<Command>(new FlushAll(), new FlushAll("ASYNC"), new FlushAll("now"))));

    private static Gen<Command> OnHashes => Gen.Frequency(
        (5, Make((key, pairs) => new HSet(key, pairs), Key, PairsOf(Field, Value))),
        (1, Make((key, name, value) => new HSetNx(key, name, value), Key, Field, Value)),
        (1, Make((key, name) => new HGet(key, name), Key, Field)),
        (1, Make((key, fields) => new HMGet(key, fields), Key, Several(Field, 3))),
        (2, Make((key, fields) => new HDel(key, fields), Key, Several(Field, 4))),
        (1, Make(key => new HGetAll(key), Key)),
        (1, Make(key => new HKeys(key), Key)),
        (1, Make(key => new HVals(key), Key)),
        (1, Make(key => new HLen(key), Key)),
        (1, Make((key, name) => new HExists(key, name), Key, Field)),
        (1, Make((key, name) => new HStrLen(key, name), Key, Field)),
        (2, Make((key, name, by) => new HIncrBy(key, name, by), Key, Field, Number)));
}
