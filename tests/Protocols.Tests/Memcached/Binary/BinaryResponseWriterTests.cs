using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Protocols.Tests.Memcached.Binary;

public sealed class BinaryResponseWriterTests
{
    private static readonly byte[] GetKq = new Packet(BinaryOpcode.GetKQ) { Key = "abc"u8.ToArray(), Opaque = 0x0a0b0c0d }.ToBytes();

    [Fact]
    public void A_response_echoes_opcode_and_opaque_and_carries_key_value_and_cas()
    {
        var output = new OutputBuffer();
        BinaryResponseWriter.Write(output, BinaryRequestHeader.Read(GetKq), BinaryStatus.Success, "abc"u8, "hello"u8, 0x0102030405060708);

        byte[] expected =
        [
            0x81, 0x0d, 0x00, 0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x08, 0x0a, 0x0b, 0x0c, 0x0d,
            0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, .. "abchello"u8,
        ];
        Assert.Equal(expected, output.Written);
    }

    [Fact]
    public void Extras_count_into_the_body_length()
    {
        var header = new byte[24];
        BinaryResponseWriter.WriteHeader(header, BinaryRequestHeader.Read(GetKq), BinaryStatus.Success, 4, 3, 70_000, 0);

        Assert.Equal(4, header[4]);
        Assert.Equal([0x00, 0x01, 0x11, 0x77], header[8..12]);
    }

    [Theory]
    [InlineData(BinaryStatus.KeyNotFound, 0x0001, "Not found")]
    [InlineData(BinaryStatus.KeyExists, 0x0002, "Data exists for key.")]
    [InlineData(BinaryStatus.TooLarge, 0x0003, "Too large.")]
    [InlineData(BinaryStatus.InvalidArguments, 0x0004, "Invalid arguments")]
    [InlineData(BinaryStatus.NotStored, 0x0005, "Not stored.")]
    [InlineData(BinaryStatus.NonNumeric, 0x0006, "Non-numeric server-side value for incr or decr")]
    [InlineData(BinaryStatus.AuthError, 0x0020, "Auth failure.")]
    [InlineData(BinaryStatus.UnknownCommand, 0x0081, "Unknown command")]
    [InlineData(BinaryStatus.OutOfMemory, 0x0082, "Out of memory")]
    public void An_error_carries_its_number_and_memcacheds_words(BinaryStatus status, int number, string words)
    {
        var output = new OutputBuffer();
        BinaryResponseWriter.WriteError(output, BinaryRequestHeader.Read(GetKq), status);

        var reply = output.Written.ToArray();
        Assert.Equal(number, (reply[6] << 8) | reply[7]);
        Assert.Equal(words.Length, reply[11]);
        Assert.Equal(Packet.Ascii(words), reply[24..]);
    }

    [Theory]
    [InlineData(BinaryOpcode.GetQ, BinaryOpcode.Get)]
    [InlineData(BinaryOpcode.GetKQ, BinaryOpcode.GetK)]
    [InlineData(BinaryOpcode.SetQ, BinaryOpcode.Set)]
    [InlineData(BinaryOpcode.AddQ, BinaryOpcode.Add)]
    [InlineData(BinaryOpcode.ReplaceQ, BinaryOpcode.Replace)]
    [InlineData(BinaryOpcode.DeleteQ, BinaryOpcode.Delete)]
    [InlineData(BinaryOpcode.IncrementQ, BinaryOpcode.Increment)]
    [InlineData(BinaryOpcode.DecrementQ, BinaryOpcode.Decrement)]
    [InlineData(BinaryOpcode.QuitQ, BinaryOpcode.Quit)]
    [InlineData(BinaryOpcode.FlushQ, BinaryOpcode.Flush)]
    [InlineData(BinaryOpcode.AppendQ, BinaryOpcode.Append)]
    [InlineData(BinaryOpcode.PrependQ, BinaryOpcode.Prepend)]
    [InlineData(BinaryOpcode.GatQ, BinaryOpcode.Gat)]
    [InlineData(BinaryOpcode.GatKQ, BinaryOpcode.GatK)]
    public void A_quiet_opcode_has_a_loud_twin(BinaryOpcode quiet, BinaryOpcode loud)
    {
        Assert.True(quiet.IsQuiet());
        Assert.Equal(loud, quiet.Loud());
        Assert.False(loud.IsQuiet());
    }
}
