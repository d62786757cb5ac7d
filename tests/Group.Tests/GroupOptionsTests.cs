using System.Net;
using FromScratch.Core;
using FromScratch.Log;
using FromScratch.Replication.Membership;

namespace FromScratch.Group.Tests;

public sealed class GroupOptionsTests
{
    [Theory]
    [InlineData("a=127.0.0.1:7001,b=host:7002,c=[::1]:7003", null)]
    [InlineData("", null)]
    [InlineData("a=127.0.0.1:7001,a=127.0.0.1:7002", "'a' is listed twice")]
    [InlineData("a=127.0.0.1:7001,b=127.0.0.1:7001", "127.0.0.1:7001 is listed twice")]
    [InlineData("b=127.0.0.1:7001,c=127.0.0.1:7002", "does not contain this node, 'a'")]
    [InlineData("a=127.0.0.1:7001,b c=127.0.0.1:7002", "'b c' is no node id")]
    [InlineData("a=127.0.0.1", "'a=127.0.0.1' is not NAME=HOST:PORT")]
    [InlineData("a=127.0.0.1:0", "'a=127.0.0.1:0' is not NAME=HOST:PORT")]
    [InlineData("a=127.0.0.1:65536", "'a=127.0.0.1:65536' is not NAME=HOST:PORT")]
    [InlineData("a=::1:7001", "'a=::1:7001' is not NAME=HOST:PORT")]
    [InlineData("127.0.0.1:7001", "'127.0.0.1:7001' is not NAME=HOST:PORT")]
    [InlineData("=127.0.0.1:7001", "'=127.0.0.1:7001' is not NAME=HOST:PORT")]
    public void A_mistake_in_the_peers_is_named_in_one_line(string text, string? mistake)
    {
        var found = PeerAddress.TryParseList(text, out var peers) ?? (Options() with { Peers = peers }).Check();
        Assert.Equal(mistake is null, found is null);
        Assert.Contains(mistake ?? "", found ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain('\n', found ?? "");
    }

    [Fact]
    public void Other_mistakes_are_named_too()
    {
        Assert.Contains("node id", (Options() with { NodeName = "a b" }).Check(), StringComparison.Ordinal);
        Assert.Contains("node id", (Options() with { NodeName = new string('a', 65) }).Check(), StringComparison.Ordinal);
        var two = Options() with { Peers = [new PeerAddress("a", "h", 1), new PeerAddress("b", "h", 2)] };
        Assert.Null(two.Check());
        Assert.Contains("replication port", (two with { Listen = null }).Check(), StringComparison.Ordinal);
        Assert.Contains("which is a learner", (two with { Role = MemberRole.Learner }).Check(), StringComparison.Ordinal);
        Assert.Contains("needs a replication port", (Options() with { Role = MemberRole.Witness, Listen = null }).Check(),
            StringComparison.Ordinal);
    }

    private static GroupOptions Options() => new()
    {
        NodeName = "a",
        Listen = new IPEndPoint(IPAddress.Loopback, 0),
        Random = new SeededRandom(1),
        Log = new LogOptions { Random = new SeededRandom(2) },
    };
}
