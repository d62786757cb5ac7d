using FromScratch.Core;
using FromScratch.Protocols.Memcached;
using FromScratch.TestKit;

namespace FromScratch.Protocols.Tests.Memcached.Text;

public sealed class TextFuzzTests
{
    private const string Alphabet = "getsmgdaqickvTNRFCEMOb0123456789-+=/ \t\r\n\0\x80\xff";

    private static readonly byte[][] Seeded =
    [
        [.. "set key 0 0 5 noreply\r\n"u8],
        [.. "cas key 1 2592001 10 18446744073709551615\r\n"u8],
        [.. "ms Zm9v 2 b F5 T30 I MS C12 O99 k c s q\r\n"u8],
        [.. "mg foo s v t f c k h l u q N30 R10 T5 O1\r\n"u8],
        [.. "get a b c d e f g h\r\n"u8],
    ];

    [Fact]
    public void Random_lines_are_judged_without_throwing() => Seeds.ForEach(20, random =>
    {
        for (var round = 0; round < 2000; round++)
        {
            var line = new byte[random.NextInt32(1, 80)];
            for (var i = 0; i < line.Length; i++)
                line[i] = (byte)Alphabet[random.NextInt32(Alphabet.Length)];
            Judge(line);
        }
    });

    [Fact]
    public void Valid_lines_with_a_few_bytes_changed_are_judged_without_throwing() => Seeds.ForEach(20, random =>
    {
        for (var round = 0; round < 2000; round++)
        {
            var line = (byte[])Seeded[random.NextInt32(Seeded.Length)].Clone();
            for (var change = random.NextInt32(4); change >= 0; change--)
                line[random.NextInt32(line.Length)] = (byte)random.NextInt32(256);
            Judge(line);
        }
    });

    private static void Judge(byte[] input)
    {
        if (TextLine.Read(input, out var line) != DecodeStatus.Done)
            return;
        Assert.InRange(line.WireLength, 1, input.Length);
        Assert.InRange(line.Text.Length, 0, line.WireLength - 1);
        Assert.InRange(line.VerbLength, 0, line.Text.Length);
        var skipped = line.SkipLeadingSpaces();
        Assert.InRange(new LineTokens(skipped.Arguments).Count, 0, TextLimits.TokensMax - 1);

        if (StorageCommand.Parse(line, out var storage) == StorageParse.Ok)
            Assert.InRange(storage.Key.Length, 1, TextLimits.KeyBytesMax);
        if (MetaParser.Parse(line, new byte[TextLimits.KeyBytesMax], out var meta) == MetaError.None)
            Assert.InRange(meta.Key.Length, 1, TextLimits.KeyBytesMax);
        if (MetaParser.ParseSet(line, new byte[TextLimits.KeyBytesMax], out var set, out _) == MetaError.None)
            Assert.InRange(set.ValueLength, 0, TextLimits.ValueBytesMax);
    }
}
