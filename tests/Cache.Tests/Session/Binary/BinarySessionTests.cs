using System.Text;
using FromScratch.Cache.Session;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached.Binary;
using FromScratch.TestKit;
using FromScratch.TestKit.Sessions;
using FromScratch.Transport;
using FsCheck.Xunit;

namespace FromScratch.Cache.Tests.Session.Binary;

/// <summary>The conversation itself: cuts, turns, closes, garbage and cost.</summary>
public sealed class BinarySessionTests : IDisposable
{
    private readonly BinaryFixture _cache = new();

    /// <summary>A call of every opcode.</summary>
    private static readonly BinaryCall[] EveryOpcode =
    [
        BinaryCall.Of(BinaryOpcode.Flush),
        BinaryCall.Store(BinaryOpcode.Set, "key", "value", flags: 7),
        BinaryCall.Store(BinaryOpcode.SetQ, "quiet", ""),
        BinaryCall.Store(BinaryOpcode.Add, "key", "taken"),
        BinaryCall.Store(BinaryOpcode.AddQ, "key", "taken"),
        BinaryCall.Store(BinaryOpcode.Replace, "key", "replaced"),
        BinaryCall.Store(BinaryOpcode.ReplaceQ, "nothing", "x"),
        BinaryCall.Of(BinaryOpcode.Append, "key", "!"),
        BinaryCall.Of(BinaryOpcode.AppendQ, "key", "!"),
        BinaryCall.Of(BinaryOpcode.Prepend, "key", "?"),
        BinaryCall.Of(BinaryOpcode.PrependQ, "nothing", "?"),
        BinaryCall.Of(BinaryOpcode.Get, "key"),
        BinaryCall.Of(BinaryOpcode.GetQ, "key"),
        BinaryCall.Of(BinaryOpcode.GetK, "nothing"),
        BinaryCall.Of(BinaryOpcode.GetKQ, "nothing"),
        BinaryCall.Touch(BinaryOpcode.Touch, "key", 50),
        BinaryCall.Touch(BinaryOpcode.Gat, "key", 50),
        BinaryCall.Touch(BinaryOpcode.GatQ, "nothing", 50),
        BinaryCall.Touch(BinaryOpcode.GatK, "key", 50),
        BinaryCall.Touch(BinaryOpcode.GatKQ, "key", 50),
        BinaryCall.Delta(BinaryOpcode.Increment, "n", 1, initial: 9, expiration: 0),
        BinaryCall.Delta(BinaryOpcode.IncrementQ, "n", 1),
        BinaryCall.Delta(BinaryOpcode.Decrement, "n", 1),
        BinaryCall.Delta(BinaryOpcode.DecrementQ, "key", 1),
        BinaryCall.Of(BinaryOpcode.Delete, "key"),
        BinaryCall.Of(BinaryOpcode.DeleteQ, "key"),
        BinaryCall.Of(BinaryOpcode.Version),
        BinaryCall.Of(BinaryOpcode.Stat, "bogus"),
        BinaryCall.Of(BinaryOpcode.SaslListMechanisms),
        BinaryCall.Of(BinaryOpcode.SaslAuth, "PLAIN", "data"),
        BinaryCall.Of(BinaryOpcode.SaslStep, "PLAIN", "data"),
        BinaryCall.Of((BinaryOpcode)0x99, "key", "value"),
        BinaryCall.Of(BinaryOpcode.FlushQ),
        BinaryCall.Of(BinaryOpcode.NoOp),
        BinaryCall.Of(BinaryOpcode.Quit),
    ];

    [Fact]
    public void The_list_of_every_opcode_is_complete() => Assert.Empty(
        Enum.GetValues<BinaryOpcode>().Except(EveryOpcode.Select(call => call.Opcode)).Except([BinaryOpcode.QuitQ]));

    [Fact]
    public void However_a_conversation_is_cut_its_replies_are_the_same()
    {
        byte[] conversation = [.. EveryOpcode.SelectMany((call, index) => (call with { Opaque = (uint)index }).ToBytes())];
        var expected = ConverseOnce([conversation], honourHint: false);
        Assert.Equal(29, expected.Count);

        // One engine serves all runs: CAS ids differ from run to run and are compared apart.
        Fragmenter.ForEachCut(conversation, pieces =>
        {
            Assert.Equal(expected, ConverseOnce(pieces, honourHint: false));
            Assert.Equal(expected, ConverseOnce(pieces, honourHint: true));
        });
    }

    [Fact]
    public void After_its_share_of_requests_a_session_gives_way()
    {
        _cache.Options.RequestsPerWakeMax = 20;
        Assert.Equal(60, _cache.Send([.. Enumerable.Repeat(BinaryCall.Of(BinaryOpcode.NoOp), 60)]).Count);
        Assert.Equal(3, _cache.Connection.Turns);
    }

    [Fact]
    public void A_client_that_does_not_read_stops_the_execution_until_it_does()
    {
        using var cache = new BinaryFixture(softLimitBytes: 4096);
        cache.Put("key", new string('v', 1000));
        cache.Connection.PeerReads = false;
        cache.Connection.Feed([.. Enumerable.Repeat(BinaryCall.Of(BinaryOpcode.Get, "key"), 100).SelectMany(call => call.ToBytes())]);
        Assert.InRange(cache.Connection.UnsentBytes, 4096, 4096 + 1100);

        cache.Connection.PeerReads = true;
        cache.Connection.Pump();
        Assert.Equal(100, BinaryReply.ParseAll(cache.Connection.TakeOutput()).Count);
    }

    [Fact]
    public void A_wanted_value_is_announced()
    {
        var call = BinaryCall.Store(BinaryOpcode.Set, "key", new string('v', 10_000)).ToBytes();
        var session = new CacheSessionFactory(_cache.Context).Open(new FakeConnection());
        Assert.Equal(new SessionResult(0, SessionNext.NeedInput, call.Length), session.Receive(call.AsSpan(0, 40), new OutputBuffer()));
        Assert.Equal(new SessionResult(0, SessionNext.NeedInput, 24), session.Receive(call.AsSpan(0, 1), new OutputBuffer()));
    }

    [Theory]
    [InlineData(BinaryOpcode.Get, 0, 0, 0)]
    [InlineData(BinaryOpcode.Set, 0, 1, 1)]
    [InlineData(BinaryOpcode.Increment, 16, 1, 0)]
    [InlineData(BinaryOpcode.NoOp, 0, 1, 0)]
    [InlineData(BinaryOpcode.Version, 0, 0, 1)]
    [InlineData(BinaryOpcode.QuitQ, 0, 1, 0)]
    [InlineData(BinaryOpcode.FlushQ, 2, 0, 0)]
    [InlineData(BinaryOpcode.Stat, 4, 0, 0)]
    [InlineData(BinaryOpcode.Touch, 0, 1, 0)]
    [InlineData(BinaryOpcode.GetQ, 0, 251, 0)]
    public void Wrong_lengths_are_answered_and_close(BinaryOpcode opcode, int extras, int key, int value)
    {
        var bad = new BinaryCall(opcode, new byte[extras], new string('k', key), new string('v', value));
        var reply = Assert.Single(_cache.Send(bad, BinaryCall.Of(BinaryOpcode.NoOp)));
        Assert.Equal((opcode, BinaryStatus.InvalidArguments, "Invalid arguments"), (reply.Opcode, reply.Status, reply.Value));
        Assert.True(_cache.Connection.IsClosed);
    }

    [Fact]
    public void Lengths_that_contradict_each_other_are_answered_as_an_unknown_command_and_close()
    {
        var reply = Assert.Single(_cache.Send(BinaryCall.Of(BinaryOpcode.Get, "key") with { BodyLength = 1 }));
        Assert.Equal((BinaryStatus.UnknownCommand, "Unknown command"), (reply.Status, reply.Value));
        Assert.True(_cache.Connection.IsClosed);
    }

    [Fact]
    public void Bytes_that_start_no_request_close_without_a_word()
    {
        Assert.Single(_cache.Send(BinaryCall.Of(BinaryOpcode.NoOp)));
        _cache.Connection.Feed("get key\r\n"u8);
        Assert.Empty(_cache.Connection.TakeOutput());
        Assert.True(_cache.Connection.IsClosed);
    }

    [Property(MaxTest = 500)]
    public void Garbage_behind_the_magic_is_survived(byte[] garbage)
    {
        _cache.Reconnect();
        _cache.Connection.Feed([0x80, .. garbage]);
        BinaryReply.ParseAll(_cache.Connection.TakeOutput());
    }

    [Property(MaxTest = 500)]
    public void A_conversation_with_a_few_bytes_changed_is_survived((ushort Position, byte Byte)[] changes)
    {
        _cache.Reconnect();
        byte[] conversation = [.. EveryOpcode.SelectMany(call => call.ToBytes())];
        foreach (var (position, changed) in changes)
            conversation[1 + (position % (conversation.Length - 1))] = changed;
        _cache.Connection.Feed(conversation);
        BinaryReply.ParseAll(_cache.Connection.TakeOutput());
    }

    [Fact]
    public void A_get_and_a_set_allocate_nothing()
    {
        byte[] calls =
        [
            .. BinaryCall.Store(BinaryOpcode.Set, "key", "value").ToBytes(),
            .. BinaryCall.Of(BinaryOpcode.Get, "key").ToBytes(),
        ];
        var session = new CacheSessionFactory(_cache.Context).Open(new FakeConnection());
        var output = new OutputBuffer();
        Assert.Equal(0, Allocations.OfThread(Receive, 1000));

        void Receive()
        {
            session.Receive(calls, output);
            output.Clear();
        }
    }

    public void Dispose() => _cache.Dispose();

    private List<string> ConverseOnce(IReadOnlyList<byte[]> pieces, bool honourHint)
    {
        using var harness = new SessionHarness(new CacheSessionFactory(_cache.Context)) { HonoursInputBytesWanted = honourHint };
        harness.FeedAll(pieces);
        Assert.True(harness.IsClosed);
        return [.. BinaryReply.ParseAll(harness.TakeOutput()).Select(reply =>
            $"{reply.Opcode} {reply.Status} {Convert.ToHexString(reply.Extras)} '{reply.Key}' '{reply.Value}' {reply.Opaque} " +
            (reply.Cas == 0 ? "no cas" : "cas"))];
    }
}
