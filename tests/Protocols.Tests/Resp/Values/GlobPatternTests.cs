using System.Diagnostics;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.Protocols.Tests.Resp.Values;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("*", "", false)]
    [InlineData("", "a", false)]
    [InlineData("*", "a", true)]
    [InlineData("**", "a", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a***", "a", true)]
    [InlineData("*a", "bca", true)]
    [InlineData("*a", "bcab", false)]
    [InlineData("a*b*c", "axxbxxc", true)]
    [InlineData("a*b*c", "axxbxx", false)]
    [InlineData("*ab", "aab", true)]
    [InlineData("?", "a", true)]
    [InlineData("?", "", false)]
    [InlineData("a?", "a", false)]
    [InlineData("h[ae]llo", "hallo", true)]
    [InlineData("h[ae]llo", "hillo", false)]
    [InlineData("h[^e]llo", "hallo", true)]
    [InlineData("h[^e]llo", "hello", false)]
    [InlineData("h[a-b]llo", "hbllo", true)]
    [InlineData("h[b-a]llo", "hallo", true)]
    [InlineData("h[a-b]llo", "hcllo", false)]
    [InlineData("[a", "a", true)]
    [InlineData("[", "a", false)]
    [InlineData("[^", "a", true)]
    [InlineData("[a-", "-", true)]
    [InlineData("[a-]", "a", true)]
    [InlineData("[a-]", "^", true)]
    [InlineData("[]a]", "a", false)]
    [InlineData("[\\]]", "]", true)]
    [InlineData("[\\^]", "^", true)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "a", false)]
    [InlineData("a\\", "a\\", true)]
    [InlineData("\\", "\\", true)]
    [InlineData("*\\", "a\\", true)]
    [InlineData("[\x01-\xff]", "a", false)]
    [InlineData("[\x7f-\x81]", "a", true)]
    [InlineData("[\x80-\xff]", "\x90", true)]
    [InlineData("a\nb*", "a\nbc", true)]
    public void A_pattern_matches_as_in_Redis(string pattern, string text, bool expected) =>
        Assert.Equal(expected, GlobPattern.Matches(Wire.Bytes(pattern), Wire.Bytes(text)));

    [Theory]
    [InlineData("HELLO*", "hello world", true)]
    [InlineData("[A-C]x", "bX", true)]
    [InlineData("[a-c]X", "Bx", true)]
    [InlineData("[B]", "b", true)]
    [InlineData("[\\B]", "b", false)]
    [InlineData("\\B", "b", true)]
    [InlineData("@", "`", false)]
    public void Case_is_ignored_on_demand(string pattern, string text, bool expected) =>
        Assert.Equal(expected, GlobPattern.Matches(Wire.Bytes(pattern), Wire.Bytes(text), ignoreCase: true));

    [Fact]
    public void A_malicious_pattern_does_not_take_for_ever()
    {
        var pattern = Wire.Bytes(string.Concat(Enumerable.Repeat("a*", 200)) + "b");
        var text = Wire.Bytes(new string('a', 10_000));
        var watch = Stopwatch.StartNew();
        Assert.False(GlobPattern.Matches(pattern, text));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}
