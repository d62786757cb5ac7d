using FromScratch.Core;
using FromScratch.TestKit;

namespace FromScratch.Cache.Tests.Session;

/// <summary>
/// Mangled conversations: the session must neither throw nor break its contract (the harness checks what is consumed and that turns make
/// progress), and a client that comes afterwards must be served.
/// </summary>
public sealed class SessionFuzzTests
{
    private static readonly byte[][] Parts =
    [
        [.. "set a 0 0 3\r\nabc\r\n"u8], [.. "get a b c\r\n"u8], [.. "gat 10 a\r\n"u8], [.. "ms YQ== 3 b k c q\r\nabc\r\n"u8],
        [.. "mg a s v t f c N30 R5 O1\r\n"u8], [.. "ma n N0 J5 v\r\n"u8], [.. "md a I T5\r\n"u8],
        [.. "incr n 18446744073709551615\r\n"u8], [.. "cas a 0 0 1 1\r\nx\r\n"u8], [.. "set a 0 0 2000000\r\n"u8],
        [.. "stats\r\n"u8], [.. "stats items\r\n"u8], [.. "lru_crawler metadump all\r\n"u8], [.. "verbosity 1\r\n"u8],
        [.. "flush_all 5 noreply\r\n"u8], [.. "me a\r\n"u8],
        [.. "touch a -1\r\n"u8], [.. "delete a 0 noreply\r\n"u8], [.. " \r\n\n\0"u8], [.. "get "u8], [.. "\x80\x01"u8], [.. "quit\r\n"u8],
    ];

    [Fact]
    public void Mangled_conversations_harm_nobody() => Seeds.ForEach(30, random =>
    {
        using var cache = new CacheUnderTest();
        for (var conversation = 0; conversation < 20; conversation++)
        {
            using var client = cache.Connect(softLimitBytes: 512);
            client.HonoursInputBytesWanted = random.Chance(0.5);
            for (var piece = 0; piece < 30; piece++)
                client.Feed(Mangle(random));
        }

        using var next = cache.Connect();
        Assert.Equal("STORED\r\nVALUE a 0 1\r\nx\r\nEND\r\n", next.Exchange("set a 0 0 1\r\nx\r\nget a\r\n"));
    });

    private static byte[] Mangle(SeededRandom random)
    {
        var part = Parts[random.NextInt32(Parts.Length)];
        var bytes = random.Chance(0.3) ? [.. part, .. Parts[random.NextInt32(Parts.Length)]] : (byte[])part.Clone();
        if (random.Chance(0.5))
            return bytes;
        for (var change = random.NextInt32(4); change > 0; change--)
            bytes[random.NextInt32(bytes.Length)] = (byte)random.NextInt32(256);
        return random.Chance(0.3) ? bytes[..random.NextInt32(bytes.Length + 1)] : bytes;
    }
}
