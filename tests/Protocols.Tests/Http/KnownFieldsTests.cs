using System.Text.RegularExpressions;
using FromScratch.Protocols.Http;

namespace FromScratch.Protocols.Tests.Http;

public sealed partial class KnownFieldsTests
{
    public static TheoryData<KnownField> All => [.. Enum.GetValues<KnownField>().Except([KnownField.Other])];

    [Theory]
    [MemberData(nameof(All))]
    public void A_field_is_known_in_any_case_and_by_nothing_else(KnownField field)
    {
        var name = NameOf(field);
        Assert.Equal(field, KnownFields.Of(HttpText.Bytes(name)));
        Assert.Equal(field, KnownFields.Of(HttpText.Bytes(name.ToUpperInvariant())));
        Assert.Equal(KnownField.Other, KnownFields.Of(HttpText.Bytes(name + "x")));
        for (var i = 0; i < name.Length; i++)
        {
            var changed = name[..i] + (name[i] == 'q' ? 'z' : 'q') + name[(i + 1)..];
            Assert.Equal(KnownField.Other, KnownFields.Of(HttpText.Bytes(changed)));
        }
    }

    [Fact]
    public void All_known_fields_fit_a_set()
    {
        var all = new KnownFieldSet(Enum.GetValues<KnownField>());
        Assert.All(Enum.GetValues<KnownField>(), field => Assert.True(all.Contains(field) && !all.Without(field).Contains(field)));
        Assert.All(Enum.GetValues<KnownField>(), field => Assert.InRange((int)field, 0, 63));
        Assert.Equal(all, new KnownFieldSet(KnownField.Other).With(all.Without(KnownField.Other)));
    }

    [Theory]
    [InlineData("Content_Length", true)]
    [InlineData("TRANSFER_ENCODING", true)]
    [InlineData("Content-Length", false)]
    [InlineData("Content_Type", false)]
    [InlineData("Content_Lengths", false)]
    public void Shadows_of_framing_fields_are_seen(string name, bool shadows) =>
        Assert.Equal(shadows, KnownFields.ShadowsFraming(HttpText.Bytes(name)));

    [Fact]
    public void Fields_are_found_in_a_head()
    {
        var head = new HttpRequestHead();
        var input = HttpText.Bytes("GET / HTTP/1.1\r\nVia: a\r\nHost: h\r\nvia: b\r\nX: y\r\n\r\n");
        HttpText.Parse(input, head);
        var first = head.IndexOf(KnownField.Via);
        var second = head.IndexOf(KnownField.Via, first + 1);
        Assert.Equal((0, 2, -1), (first, second, head.IndexOf(KnownField.Via, second + 1)));
        Assert.Equal("b", HttpText.Text(head.Fields[second].Value, input));
        Assert.Equal("a", HttpText.Text(head.ValueOf(KnownField.Via), input));
        Assert.Equal("vIa: b\r\n", HttpText.Text(head.Fields[second].Line, input), ignoreCase: true);
        Assert.False(head.Has(KnownField.Cookie));
        Assert.True(head.ValueOf(KnownField.Cookie).IsEmpty);
    }

    /// <summary>XForwardedFor is X-Forwarded-For; TraceParent and TraceState, of another body, have no hyphen.</summary>
    private static string NameOf(KnownField field) => field switch
    {
        KnownField.TraceParent or KnownField.TraceState => field.ToString(),
        _ => WordStart().Replace(field.ToString(), "-$0"),
    };

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
