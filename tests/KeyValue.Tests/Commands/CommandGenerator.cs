using FromScratch.Core;

namespace FromScratch.KeyValue.Tests.Commands;

/// <summary>Random requests over few keys, with arguments wrong in every way. What is left to chance or time is left out.</summary>
internal sealed class CommandGenerator(SeededRandom random)
{
    // A letter stands for a kind of argument, see Argument; words in capitals and punctuation for themselves; ? in front: perhaps.
    private static readonly string[] Forms =
    [
        "GET k", "SET k v", "SET k v", "SET k v s", "SET k v s s", "SET k v s s s", "SET k v EX t", "SET k v PXAT t", "SET k v KEEPTTL",
        "SETNX k v", "SETEX k t v", "PSETEX k t v", "GETSET k v", "GETDEL k", "GETEX k", "GETEX k PERSIST", "GETEX k s", "GETEX k EXAT t",
        "APPEND k v", "STRLEN k", "GETRANGE k i i", "SETRANGE k o v", "MGET k k k", "MSET k v k v", "MSET k v k", "MSETNX k v k v",
        "MSETNX k v k", "INCR k", "INCRBY k n", "DECR k", "DECRBY k n", "INCRBYFLOAT k f", "SETBIT k o b", "GETBIT k o", "BITCOUNT k",
        "BITCOUNT k i", "BITCOUNT k i i", "BITCOUNT k i i u", "BITPOS k b", "BITPOS k b i", "BITPOS k b i i", "BITPOS k b i i u",
        "BITOP p k k", "BITOP p k k k", "BITOP NOT k k", "LCS k k", "LCS k k l", "LCS k k l l", "LCS k k IDX MINMATCHLEN i l",
        "DEL k", "DEL k k", "UNLINK k", "EXISTS k k k", "TYPE k", "EXPIRE k t", "EXPIRE k t c", "EXPIRE k t c c", "PEXPIRE k t",
        "PEXPIRE k t c", "EXPIREAT k t", "EXPIREAT k t c", "PEXPIREAT k t", "PEXPIREAT k t c", "TTL k", "PTTL k", "EXPIRETIME k",
        "PEXPIRETIME k", "PERSIST k", "RENAME k k", "RENAMENX k k", "COPY k k", "COPY k k REPLACE", "COPY k k DB 0", "COPY k k DB n",
        "COPY k k x", "KEYS g", "SCAN 0 COUNT 1000", "SCAN 0 MATCH g COUNT 1000", "SCAN 0 TYPE y COUNT 1000", "SCAN 0 COUNT 1000 x",
        "SCAN r COUNT 0", "TOUCH k k", "FLUSHDB x", "FLUSHALL x SYNC", "OBJECT REFCOUNT m", "OBJECT HELP", "OBJECT k",
        "HSET k d v", "HSET k d v d v", "HSET k d v d", "HSETNX k d v", "HGET k d", "HGETALL k", "HMGET k d d", "HMSET k d v d v",
        "HMSET k d v d", "HDEL k d", "HDEL k d d d", "HEXISTS k d", "HINCRBY k d n", "HINCRBYFLOAT k d f", "HKEYS k", "HVALS k", "HLEN k",
        "HSTRLEN k d", "HRANDFIELD m", "HRANDFIELD k 1000", "HRANDFIELD k 1000 WITHVALUES", "HRANDFIELD k n nope",
        "HRANDFIELD k -9223372036854775808", "HRANDFIELD k 1000 x",
        "HSCAN k 0 COUNT 1000", "HSCAN k 0 MATCH g COUNT 1000", "HSCAN k r COUNT 0", "HSCAN k 0 TYPE y", "OBJECT ENCODING h",
    ];

    private static readonly string[] Integers =
    [
        "0", "1", "-1", "2", "-2", "7", "10", "-10", "100", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
        "-9223372036854775807", "99999999999", "2147483648", "", " 1", "+1", "01", "1.0", "abc", "-0",
    ];

    private static readonly string[] Floats =
    [
        "0", "1", "-1.5", "0.1", "3.0e3", "1e-7", "1e18", "-1e4000", "1e5000", "inf", "-inf", "nan", "", " 1", "1 ",
        "abc", "0x1p3", "3.14159265358979",
    ];

    private static readonly string[] Times =
    [
        "0", "-1", "-9223372036854775808", "9223372036854775807", "9223372036854775", "9223372036854776", "abc", "",
        "4000000000", "5000000000000", "6000000000000", "4500000000",
    ];

    private static readonly string[] Values =
    [
        "", "a", "abc", "abcbdab", "bdcaba", "\0\u00ff\u00f0", "\u00ff\u00ff", "hello world", "0", "1", "-7", "007", "3.5", "1e3",
        "9223372036854775807", "-9223372036854775808", "inf", "a\r\nb", "12345678901234567890",
    ];

    public string[] Next() =>
        [.. Forms[random.NextInt32(Forms.Length)].Split(' ').Select(word => word.Length == 1 ? Argument(word[0]) : word)];

    private string Argument(char kind) => kind switch
    {
        'k' => Pick("k1", "k2", "k3", "k4"),
        'm' => "missing",
        'h' => "h1",
        'd' => Pick("f1", "f2", "f3", "", "a field"),
        'v' => random.Chance(0.1) ? new string('x', random.NextInt32(200)) : Pick(Values),
        'n' or 'i' when random.Chance(0.5) => random.NextInt32(-20, 20).ToString(),
        'n' or 'i' => Pick(Integers),
        'o' => random.Chance(0.7) ? random.NextInt32(100).ToString() : Pick("-1", "4294967296", "9223372036854775807", "abc"),
        'b' => Pick("0", "1", "1", "0", "2", "-1", "x"),
        'f' => Pick(Floats),
        't' => random.Chance(0.6) ? (1_000_000 + (random.NextUInt64() % 5_000_000_000_000)).ToString() : Pick(Times),
        's' => Pick("NX", "xx", "GET", "KEEPTTL", "PERSIST", "EX", "PX", "EXAT", "100000", "nope", ""),
        'u' => Pick("BIT", "byte", "BIT", "bits"),
        'p' => Pick("AND", "or", "XOR", "NOT", "nand"),
        'l' => Pick("LEN", "IDX", "WITHMATCHLEN", "MINMATCHLEN", "x"),
        'c' => Pick("NX", "XX", "GT", "LT", "lt", "x\r\ny"),
        'x' => Pick("SYNC", "async", "REPLACE", "withvalues", "x", ""),
        'g' => Pick("*", "k*", "k[1-2]", "?1", "[^k]*", "", "k\\1", "f*"),
        'y' => Pick("string", "HASH", "list", "nope"),
        'r' => Pick("0", "", "-1", "abc", "-", "18446744073709551616", " 1", "1x", "+5"),
        _ => kind.ToString(),
    };

    private string Pick(params string[] choices) => choices[random.NextInt32(choices.Length)];
}
