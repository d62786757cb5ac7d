using FromScratch.Core.Buffers;
using FromScratch.TestKit;
using FromScratch.TestKit.Sessions;
using FromScratch.Transport;

namespace FromScratch.Core.Tests.TestKit;

/// <summary>The harness treats sessions as a connection does, and finds those that break the contract.</summary>
public sealed class SessionHarnessTests
{
    [Fact]
    public void Unconsumed_bytes_are_presented_again_in_front_of_new_ones()
    {
        var seen = new List<string>();
        using var harness = Harness((input, _) =>
        {
            seen.Add(System.Text.Encoding.Latin1.GetString(input));
            return new SessionResult(input.Length >= 3 ? 2 : 0, SessionNext.NeedInput);
        });
        harness.FeedAll(Fragmenter.OneByOne("abcd"u8.ToArray()));
        Assert.Equal(["a", "ab", "abc", "cd"], seen);
        Assert.Equal(2, harness.UnconsumedBytes);
    }

    [Fact]
    public void A_yield_gets_another_turn_and_output_is_collected()
    {
        using var harness = Harness((input, output) =>
        {
            output.Write(input[..1]);
            return new SessionResult(1, input.Length == 1 ? SessionNext.NeedInput : SessionNext.Yield);
        });
        Assert.Equal("abc", harness.Exchange("abc"));
        Assert.Equal(3, harness.Turns);
    }

    [Fact]
    public void Nothing_is_presented_before_the_wake_that_is_awaited()
    {
        var session = new ScriptedSession((input, output) =>
        {
            output.Write(input);
            return new SessionResult(input.Length, SessionNext.AwaitWake);
        });
        using var harness = new SessionHarness(session);
        Assert.Equal("a", harness.Exchange("a"));
        Assert.Equal("", harness.Exchange("b"));
        harness.Connection.Wake();
        harness.Pump();
        Assert.Equal("!b", harness.TakeText());
    }

    [Fact]
    public void A_close_ends_the_conversation_once()
    {
        var session = new ScriptedSession((input, _) => new SessionResult(input.Length, SessionNext.Close));
        using (var harness = new SessionHarness(session))
        {
            harness.Feed("x");
            harness.Feed("y");
            Assert.Equal(CloseReason.SessionClosed, harness.ClosedBy);
            Assert.Equal(1, harness.Turns);
        }

        Assert.Equal([CloseReason.SessionClosed], session.Closes);
    }

    [Fact]
    public void Breaches_of_the_contract_are_found()
    {
        Assert.Throws<SeamException>(() => Harness((input, _) => new SessionResult(input.Length + 1, SessionNext.NeedInput)).Feed("x"));
        Assert.Throws<SeamException>(() => Harness((_, _) => new SessionResult(0, SessionNext.Yield)).Feed("x"));
        Assert.Throws<SeamException>(() => Harness((_, _) => new SessionResult(0, SessionNext.NeedInput, 1)).Feed("x"));
    }

    [Fact]
    public void A_peer_that_does_not_read_stops_the_turns_at_the_soft_limit()
    {
        using var harness = new SessionHarness(
            new ScriptedSession((_, output) =>
            {
                output.Write("0123456789"u8);
                return new SessionResult(1, SessionNext.Yield);
            }),
            softLimitBytes: 25) { PeerReads = false };
        harness.Feed(new string('x', 9));
        Assert.Equal((3, 30), (harness.Turns, harness.UnsentBytes));
    }

    [Fact]
    public void A_fragment_that_is_answered_differently_is_named()
    {
        var error = Assert.Throws<FragmentFailureException>(() => SessionFragments.AlwaysAnswers(
            () => new ScriptedSession((input, output) =>
            {
                output.Write(input.Length == 1 ? "?"u8 : input);
                return new SessionResult(input.Length, SessionNext.NeedInput);
            }),
            "abc",
            "abc"));
        Assert.StartsWith("Payload split at byte 1 of 3", error.Message);
    }

    [Fact]
    public void A_seeded_failure_names_its_seed()
    {
        var error = Assert.Throws<SeedFailureException>(() => Seeds.ForEach(5, random => Assert.NotEqual(3UL, random.Seed)));
        Assert.Contains("FROMSCRATCH_SEED=3", error.Message);
    }

    private static SessionHarness Harness(ScriptedSession.Turn turn) => new(new ScriptedSession(turn));

    private sealed class ScriptedSession(ScriptedSession.Turn turn) : ISession, ISessionFactory
    {
        public delegate SessionResult Turn(ReadOnlySpan<byte> input, OutputBuffer output);

        public List<CloseReason> Closes { get; } = [];

        public ISession Open(IConnection connection) => this;

        public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output) => turn(input, output);

        public SessionNext Wake(OutputBuffer output)
        {
            output.Write("!"u8);
            return SessionNext.NeedInput;
        }

        public void Closed(CloseReason reason) => Closes.Add(reason);
    }
}
