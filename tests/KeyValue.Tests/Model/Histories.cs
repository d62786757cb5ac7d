using FromScratch.Protocols.Resp;
using FsCheck;
using FsCheck.Fluent;

namespace FromScratch.KeyValue.Tests.Model;

/// <summary>Makes histories: few keys, so that commands meet.</summary>
internal static partial class Histories
{
    public static readonly string[] Keys = ["a", "b", "c", "\0\xff\r\n", ""];

    private static readonly Gen<string> Key = Gen.Frequency((4, Gen.Constant("a")), (3, Gen.Constant("b")), (3, Gen.Elements(Keys)));

    private static readonly Gen<string> Value = Gen.Elements(
        "0", "1", "5", "-3", "10", "abc", "x", "", "\0\xff\r\n", "1.0", " 1", "9223372036854775807", "-9223372036854775808", "ÿðñ",
        new string('v', 70));

    private static readonly Gen<string> Field = Gen.Elements("f", "g", "h", "", "\r\n", new string('n', 65));

    private static readonly Gen<string> Number = Gen.Frequency(
        (8, Gen.Elements("0", "1", "-1", "2", "5", "-7", "100")),
        (2, Gen.Elements("9223372036854775807", "-9223372036854775808", "9223372036854775808", "x", "", "+1", "01")));

    private static readonly Gen<string> Index = Gen.Frequency((8, Gen.Choose(-6, 8).Select(static n => n.ToString())), (1, Number));

    private static readonly Gen<string> Bit = Gen.Frequency(
        (8, Gen.Choose(0, 40).Select(static n => n.ToString())), (1, Gen.Elements("4294967296", "-1", "x")));

    private static readonly Gen<string> Seconds = Gen.Frequency(
        (8, Gen.Elements("1", "2", "3", "10")), (2, Gen.Elements("0", "-1", "x", "9223372036854775807", "9223372036854775")));

    private static readonly Gen<string> Ms = Gen.Frequency(
        (8, Gen.Elements("1", "99", "100", "300", "1499", "1500", "5000")), (2, Gen.Elements("0", "-5", "", "9223372036854775807")));

    /// <summary>Around the start of the clock of the tests.</summary>
    private static readonly Gen<string> UnixSeconds = Gen.Frequency(
        (8, Gen.Choose(-1, 20).Select(static n => (TestKit.TestClock.Start.ToUnixTimeSeconds() + n).ToString())),
        (1, Gen.Elements("1", "0", "-1", "9223372036854775807")));

    public static Arbitrary<History> All() => Arb.From(OneHistory, static history => history.Simpler());

    private static Gen<History> OneHistory =>
        from version in Gen.Elements(RespVersion.Resp2, RespVersion.Resp3)
        from isPipelined in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from phrases in Gen.ArrayOf(Phrase)
        select new History(version, isPipelined, [.. phrases.SelectMany(static phrase => phrase)]);

    private static Gen<Command> OnData =>
        Gen.Frequency((10, OnStrings), (3, OnBits), (8, OnKeys), (9, OnHashes), (1, OnCounters));

    private static Gen<Command[]> Phrase => Gen.Frequency(
        (40, OnData.Select(static command => new[] { command })),
        (6, Happening.Select(static command => new[] { command })),
        (4, Transaction),
        (1, Gen.Elements<Command>(new Exec(), new Discard(), new Multi()).Select(static command => new[] { command })));

    private static Gen<Command> Happening => Gen.Frequency(
        (8, Gen.Elements(1, 2, 50, 99, 100, 101, 400, 1000, 1500).Select(static Command (ms) => new Advance(ms))),
        (1, Gen.Constant<Command>(new TakeSnapshot())),
        (1, Gen.Constant<Command>(new Restart())));

    private static Gen<Command[]> Transaction =>
        from count in Gen.Choose(0, 6)
        from inner in Gen.ArrayOf(
            Gen.Frequency((12, OnData), (1, Malformed), (1, Gen.Elements<Command>(new Advance(1), new Advance(150), new Multi()))), count)
        from end in Gen.Frequency((4, Gen.Constant<Command>(new Exec())), (1, Gen.Constant<Command>(new Discard())))
        select (Command[])[new Multi(), .. inner, end];

    private static Gen<Command> Malformed => Gen.Elements<Command>(
        new Malformed("ERR wrong number of arguments for 'get' command", "GET"),
        new Malformed("ERR wrong number of arguments for 'hset' command", "HSET", "a", "f"),
        new Malformed("ERR unknown command 'NONE', with args beginning with: 'a' ", "NONE", "a"));

    private static Gen<string[]> Several(Gen<string> one, int most) => Gen.Choose(1, most).SelectMany(count => Gen.ArrayOf(one, count));

    /// <summary>By turns; the last of the second ones is missing now and then.</summary>
    private static Gen<string[]> PairsOf(Gen<string> first, Gen<string> second) =>
        from count in Gen.Choose(1, 3)
        from firsts in Gen.ArrayOf(first, count)
        from seconds in Gen.ArrayOf(second, count)
        from missing in Gen.Frequency((15, Gen.Constant(0)), (1, Gen.Constant(1)))
        select firsts.Zip(seconds).SelectMany(static pair => new[] { pair.First, pair.Second }).SkipLast(missing).ToArray();

    private static Gen<Command> Make<A>(Func<A, Command> make, Gen<A> a) => a.Select(make);

    private static Gen<Command> Make<A, B>(Func<A, B, Command> make, Gen<A> a, Gen<B> b) => from x in a from y in b select make(x, y);

    private static Gen<Command> Make<A, B, C>(Func<A, B, C, Command> make, Gen<A> a, Gen<B> b, Gen<C> c) =>
        from x in a from y in b from z in c select make(x, y, z);
}
