using System.Text;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Protocols.Tests.Memcached.Text;

public sealed class MetaParserTests
{
    [Fact]
    public void Every_flag_of_a_get_is_understood()
    {
        Assert.Equal(MetaError.None, Parse("mg Zm9v b c f h k l s t v u q N30 R-1 T60 E7 C9 O123\r\n", out var command, new byte[250]));
        Assert.Equal("foo"u8, command.Key);
        Assert.Equal(30, command.VivifyExptime);
        Assert.Equal(-1, command.RecacheExptime);
        Assert.Equal(60, command.TouchExptime);
        Assert.Equal(7ul, command.NewCas);
        Assert.Equal(9ul, command.CompareCas);
        const MetaFlags all = MetaFlags.Base64Key | MetaFlags.Value | MetaFlags.NoBump | MetaFlags.Quiet | MetaFlags.Vivify
            | MetaFlags.Recache | MetaFlags.Touch | MetaFlags.NewCas | MetaFlags.CompareCas | MetaFlags.Ttl | MetaFlags.TtlBeforeTouch;
        Assert.Equal(all, command.Given);
    }

    [Fact]
    public void A_set_line_has_length_and_flags()
    {
        TextLine.Read("ms key 12 F5 T9 ME I x P1 L2\r\n"u8, out var line);
        Assert.Equal(MetaError.None, MetaParser.ParseSet(line, new byte[250], out var command, out var swallow));
        Assert.True(swallow);
        Assert.Equal("key"u8, command.Key);
        Assert.Equal(12, command.ValueLength);
        Assert.Equal(5u, command.ClientFlags);
        Assert.Equal(9, command.TouchExptime);
        Assert.Equal((byte)'E', command.Mode);
        Assert.True(command.Has(MetaFlags.Invalidate));
        Assert.True(command.Has(MetaFlags.DropValue));
    }

    [Theory]
    [InlineData("ma k\r\n", 1, 0)]
    [InlineData("ma k D5 J18446744073709551615\r\n", 5, ulong.MaxValue)]
    public void Arithmetic_counts_by_one_unless_told(string wire, ulong delta, ulong initial)
    {
        Assert.Equal(MetaError.None, Parse(wire, out var command, new byte[250]));
        Assert.Equal(delta, command.Delta);
        Assert.Equal(initial, command.Initial);
    }

    [Theory]
    [InlineData("mg  \r\n", MetaError.BadFormat)]
    [InlineData("mg k !\r\n", MetaError.BadFormat)]
    [InlineData("mg k \x7f\r\n", MetaError.BadFormat)]
    [InlineData("mg k \xe9\r\n", MetaError.BadFormat)]
    [InlineData("mg k 5\r\n", MetaError.InvalidFlag)]
    [InlineData("mg k Q\r\n", MetaError.InvalidFlag)]
    [InlineData("mg k v v\r\n", MetaError.DuplicateFlag)]
    [InlineData("mg k Tx\r\n", MetaError.BadToken)]
    [InlineData("mg k T\r\n", MetaError.BadToken)]
    [InlineData("mg k Nx v\r\n", MetaError.BadToken)]
    [InlineData("mg k R\r\n", MetaError.BadToken)]
    [InlineData("mg k C-1\r\n", MetaError.BadToken)]
    [InlineData("mg k Ex\r\n", MetaError.BadToken)]
    [InlineData("mg k Fx\r\n", MetaError.BadFormat)]
    [InlineData("mg k Tx v v\r\n", MetaError.DuplicateFlag)]
    [InlineData("mg Zm9 b\r\n", MetaError.KeyNotDecodable)]
    [InlineData("mg Zm=v b\r\n", MetaError.KeyNotDecodable)]
    [InlineData("mg !!!! b\r\n", MetaError.KeyNotDecodable)]
    [InlineData("mg k T Fx\r\n", MetaError.BadToken)]
    [InlineData("mg k a b c d e f g h i j k l m n o p q r s\r\n", MetaError.TooManyFlags)]
    [InlineData("mg \r\n", MetaError.BadFormat)]
    public void A_bad_line_has_one_error(string wire, MetaError expected)
    {
        Assert.Equal(expected, Parse(wire, out _, new byte[250]));
    }

    [Fact]
    public void Twenty_tokens_are_enough_and_opaque_has_32_bytes()
    {
        Assert.Equal(MetaError.None, Parse("mg k O" + new string('a', 31) + "\r\n", out _, new byte[250]));
        Assert.Equal(MetaError.OpaqueTooLong, Parse("mg k O" + new string('a', 32) + "\r\n", out _, new byte[250]));
        Assert.Equal(MetaError.None, Parse("mg k I c f h k l s t v u q N1 R1 T1 E1 C1 O L\r\n", out _, new byte[250]));
    }

    [Theory]
    [InlineData(250, MetaError.None)]
    [InlineData(251, MetaError.BadFormat)]
    public void Keys_have_at_most_250_bytes(int length, MetaError expected) =>
        Assert.Equal(expected, Parse($"mg {new string('k', length)} v\r\n", out _, new byte[250]));

    [Theory]
    [InlineData("mg Zm9v b\r\n")]
    [InlineData("mg Zm!9v- b\r\n")]
    public void Base64_keys_are_decoded(string wire)
    {
        Assert.Equal(MetaError.None, Parse(wire, out var command, new byte[250]));
        Assert.Equal("foo"u8, command.Key);
    }

    [Theory]
    [InlineData("ms\r\n", false)]
    [InlineData("ms k\r\n", false)]
    [InlineData("ms k x\r\n", false)]
    [InlineData("ms k -1\r\n", false)]
    [InlineData("ms k 2 !\r\n", false)]
    [InlineData("ms k 2 v v\r\n", true)]
    [InlineData("ms k 2 Fx\r\n", true)]
    public void A_bad_set_says_whether_its_value_has_to_be_swallowed(string wire, bool expected)
    {
        TextLine.Read(Encoding.Latin1.GetBytes(wire), out var line);
        Assert.NotEqual(MetaError.None, MetaParser.ParseSet(line, new byte[250], out _, out var swallow));
        Assert.Equal(expected, swallow);
    }

    [Theory]
    [InlineData("mg k t T30\r\n", MetaFlags.Ttl | MetaFlags.Touch | MetaFlags.TtlBeforeTouch)]
    [InlineData("mg k T30 t\r\n", MetaFlags.Ttl | MetaFlags.Touch)]
    [InlineData("mg k T30 N60\r\n", MetaFlags.Touch | MetaFlags.Vivify | MetaFlags.VivifyAfterTouch)]
    [InlineData("mg k N60 T30\r\n", MetaFlags.Touch | MetaFlags.Vivify)]
    public void The_order_of_flags_that_set_and_show_the_ttl_is_kept(string wire, MetaFlags expected)
    {
        Assert.Equal(MetaError.None, Parse(wire, out var command, new byte[250]));
        Assert.Equal(expected, command.Given);
    }

    private static MetaError Parse(string wire, out MetaCommand command, byte[] scratch)
    {
        TextLine.Read(Encoding.Latin1.GetBytes(wire), out var line);
        return MetaParser.Parse(line, scratch, out command);
    }
}
