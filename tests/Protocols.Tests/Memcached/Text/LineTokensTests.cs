using System.Text;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Protocols.Tests.Memcached.Text;

public sealed class LineTokensTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("   ", "")]
    [InlineData("a", "a")]
    [InlineData(" a b  c ", "a|b|c")]
    [InlineData("a\tb", "a\tb")]
    [InlineData(
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24",
        "1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21|22")]
    public void Spaces_separate_tokens_and_those_beyond_the_limit_are_dropped(string arguments, string expected)
    {
        var tokens = new LineTokens(Encoding.Latin1.GetBytes(arguments));
        var found = new List<string>();
        for (var i = 0; i < tokens.Count; i++)
            found.Add(Encoding.Latin1.GetString(tokens[i]));
        Assert.Equal(expected, string.Join('|', found));
    }

    [Theory]
    [InlineData("k noreply", true)]
    [InlineData("k noreply ", true)]
    [InlineData("noreply", true)]
    [InlineData("k noreply 1", false)]
    [InlineData("k NOREPLY", false)]
    [InlineData("k noreplyx", false)]
    [InlineData("", false)]
    public void Noreply_counts_as_the_very_last_token_only(string arguments, bool expected) =>
        Assert.Equal(expected, new LineTokens(Encoding.Latin1.GetBytes(arguments)).NoReply);
}
