using FromScratch.Protocols.Resp;
using FromScratch.TestKit;
using FsCheck.Xunit;

namespace FromScratch.Protocols.Tests.Resp;

public sealed class RequestFuzzTests
{
    private const string Alphabet = "*$$00112349-\r\r\r\n\n\n  \t'\"\\xafGETset\0\xff";

    [Property(MaxTest = 1000)]
    public void Any_arguments_come_back(byte[][] arguments, byte cut)
    {
        string[] expected = [.. arguments.Select(argument => Wire.Text(argument))];
        var wire = Wire.Bytes(Wire.Multibulk(expected));
        var at = cut % wire.Length;
        var (requests, error) = Wire.Decode([wire[..at], wire[at..]], RequestLimits.Default);
        Assert.Equal("", error);
        Assert.Equal(expected, Assert.Single(requests));
    }

    [Fact]
    public void Garbage_is_judged_alike_whole_and_byte_by_byte() => Seeds.ForEach(20, random =>
    {
        for (var round = 0; round < 500; round++)
        {
            var bytes = new byte[random.NextInt32(1, 60)];
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)Alphabet[random.NextInt32(Alphabet.Length)];
            AssertSame(bytes);
        }
    });

    [Fact]
    public void Requests_with_a_few_bytes_changed_are_judged_alike_whole_and_byte_by_byte() => Seeds.ForEach(20, random =>
    {
        for (var round = 0; round < 500; round++)
        {
            var bytes = Wire.Bytes(Wire.Multibulk("SET", "key", "value") + "set 'a b' \"c\\x41\"\r\n" + Wire.Multibulk("GET", "key"));
            for (var change = random.NextInt32(4); change >= 0; change--)
                bytes[random.NextInt32(bytes.Length)] = (byte)Alphabet[random.NextInt32(Alphabet.Length)];
            AssertSame(bytes);
        }
    });

    private static void AssertSame(byte[] bytes)
    {
        var (whole, wholeError) = Wire.Decode([bytes], RequestLimits.Unauthenticated);
        var (pieces, piecesError) = Wire.Decode(Fragmenter.OneByOne(bytes), RequestLimits.Unauthenticated);
        Assert.Equal(whole, pieces);
        Assert.Equal(wholeError, piecesError);
    }
}
