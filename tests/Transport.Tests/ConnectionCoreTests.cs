using System.Text;
using FromScratch.Core.Buffers;
using FromScratch.Transport.Connections;
using FromScratch.Transport.Stats;

namespace FromScratch.Transport.Tests;

public sealed class ConnectionCoreTests
{
    private readonly byte[] _shared = new byte[64 * 1024];
    private readonly OutputBuffer _output = new();
    private readonly LineServer _server = new();

    [Fact]
    public void All_requests_of_one_read_are_answered_together()
    {
        var core = Core();
        Receive(core, "ping\nping\nping\n");
        Assert.Equal("pong\npong\npong\n", Sent());
        Assert.Equal(ConnectionState.Reading, core.State);
        Assert.False(core.HasInput);
    }

    [Fact]
    public void A_request_is_understood_wherever_it_is_cut()
    {
        const string Requests = "echo one\ndata 5\n12345ping\necho two\n";
        for (var cut = 0; cut <= Requests.Length; cut++)
        {
            var core = Core();
            Receive(core, Requests[..cut]);
            Receive(core, Requests[cut..]);
            Assert.Equal("one\ngot 5\npong\ntwo\n", Sent());
        }
    }

    [Fact]
    public void A_request_is_understood_byte_by_byte_and_leaves_no_buffer_behind()
    {
        var limits = new ConnectionLimits(new TransportOptions());
        var core = Core(limits);
        foreach (var c in "echo one\ndata 5\n12345ping\n")
            Receive(core, c.ToString());
        Assert.Equal("one\ngot 5\npong\n", Sent());
        Assert.Equal(0, limits.InputBudget.Used);
    }

    [Fact]
    public void A_long_value_is_presented_only_when_it_is_complete()
    {
        var core = Core();
        Receive(core, "data 300000\n");
        var calls = _server.Receives[1];
        for (var left = 300_000; left > 0; left -= 10_000)
            Receive(core, new string('v', 10_000));
        Assert.Equal("got 300000\n", Sent());
        Assert.Equal(calls + 1, _server.Receives[1]);
    }

    [Fact]
    public void Memory_for_a_value_grows_with_what_arrived_not_with_what_was_announced()
    {
        var limits = new ConnectionLimits(new TransportOptions { InputBytesMax = 64 << 20 });
        var core = Core(limits);
        Receive(core, "data 50000000\n");
        for (var i = 0; i < 20; i++)
            Receive(core, new string('v', 1000));
        Assert.InRange(limits.InputBudget.Used, 20_000, 256 * 1024);
    }

    [Theory]
    [InlineData("data 5000\n")]
    [InlineData("a line that is longer than what is allowed and has no end ")]
    public void A_request_over_the_input_limit_closes_the_connection(string request)
    {
        var core = Core(new ConnectionLimits(new TransportOptions { InputBytesMax = 40 }));
        Receive(core, request);
        Assert.Equal(CloseReason.InputOverLimit, core.MustClose);
    }

    [Fact]
    public void Input_memory_of_all_connections_together_is_bounded()
    {
        var limits = new ConnectionLimits(new TransportOptions { InputBytesMax = 1000, InputBytesTotalMax = 2000 });
        var cores = Enumerable.Range(0, 10).Select(_ => Core(limits)).ToList();
        cores.ForEach(c => Receive(c, "half"));
        Assert.Contains(cores, c => c.MustClose == CloseReason.InputOverLimit);
        Assert.Contains(cores, c => c.MustClose is null);
        Assert.InRange(limits.InputBudget.Used, 1, 2000);
        cores.ForEach(c => c.Closed(CloseReason.Aborted));
        Assert.Equal(0, limits.InputBudget.Used);
    }

    [Fact]
    public void A_yielded_connection_goes_on_turn_by_turn_and_reads_nothing_meanwhile()
    {
        var core = Core(server: new LineServer { CommandsPerTurn = 2 });
        Receive(core, "ping\nping\nping\nping\nping\n");
        Assert.Equal("pong\npong\n", Sent());
        Assert.True(core.WantsTurn);
        Assert.False(core.WantsInput);
        core.Continue(_output);
        Assert.Equal("pong\npong\n", Sent());
        core.Continue(_output);
        Assert.Equal("pong\n", Sent());
        Assert.False(core.WantsTurn);
        Assert.True(core.WantsInput);
    }

    [Fact]
    public void A_waiting_session_is_not_called_before_its_wake_and_then_finds_the_requests_behind()
    {
        var core = Core();
        Receive(core, "wait\nping\n");
        Assert.Equal("", Sent());
        Assert.Equal(ConnectionState.AwaitingWake, core.State);
        Assert.False(core.WantsInput);
        Assert.False(core.WantsTurn);
        core.Wake(_output);
        Assert.True(core.WantsTurn);
        core.Continue(_output);
        Assert.Equal("woken\npong\n", Sent());
        Assert.True(core.WantsInput);
    }

    [Fact]
    public void Bytes_that_arrive_during_a_wait_are_kept_for_after_it()
    {
        var core = Core();
        Receive(core, "wait\n");
        Receive(core, "ping\n");
        Assert.Equal("", Sent());
        core.Wake(_output);
        core.Continue(_output);
        Assert.Equal("woken\npong\n", Sent());
    }

    [Fact]
    public void A_peer_that_takes_nothing_is_paused_and_goes_on_when_half_is_taken()
    {
        var core = Core(new ConnectionLimits(new TransportOptions { OutputPauseBytes = 1000 }));
        core.Keep(new byte[999], 0);
        Assert.True(core.WantsInput);
        core.Keep(new byte[1], 0);
        Assert.False(core.WantsInput);
        Assert.Equal(ConnectionState.Paused, core.State);
        core.Sent(400, 0);
        Assert.False(core.WantsInput);
        core.Sent(100, 0);
        Assert.True(core.WantsInput);
    }

    [Fact]
    public void A_wake_of_a_paused_connection_waits_for_the_pause_to_end()
    {
        var core = Core(new ConnectionLimits(new TransportOptions { OutputPauseBytes = 10 }));
        core.Keep(new byte[10], 0);
        core.Wake(_output);
        Assert.Equal("", Sent());
        core.Sent(10, 0);
        Assert.True(core.WantsTurn);
        core.Continue(_output);
        Assert.Equal("woken\n", Sent());
        Assert.False(core.WantsTurn);
    }

    [Fact]
    public void Unsent_output_over_its_hard_limit_closes_the_connection()
    {
        var core = Core(new ConnectionLimits(new TransportOptions { OutputPauseBytes = 10, OutputBytesMax = 100 }));
        core.Keep(new byte[100], 0);
        Assert.Null(core.MustClose);
        core.Keep(new byte[1], 0);
        Assert.Equal(CloseReason.OutputOverLimit, core.MustClose);
    }

    [Fact]
    public void A_paused_peer_that_takes_nothing_for_too_long_is_closed_but_a_slow_one_is_not()
    {
        var limits = new ConnectionLimits(new TransportOptions { OutputPauseBytes = 10, OutputStallTimeoutMs = 1000 });
        var (stalled, slow) = (Core(limits), Core(limits));
        stalled.Keep(new byte[50], 0);
        slow.Keep(new byte[50], 0);
        slow.Sent(1, 900);
        stalled.CheckTime(1000);
        slow.CheckTime(1000);
        Assert.Equal(CloseReason.OutputOverLimit, stalled.MustClose);
        Assert.Null(slow.MustClose);
    }

    [Fact]
    public void A_session_that_closes_has_its_output_sent_first_and_its_later_input_ignored()
    {
        var core = Core();
        Receive(core, "quit\nping\n");
        Assert.Equal("bye\n", Sent(andKeep: core));
        Assert.Null(core.MustClose);
        Assert.False(core.WantsInput);
        core.Sent(4, 0);
        Assert.Equal(CloseReason.SessionClosed, core.MustClose);
    }

    [Fact]
    public void Idleness_counts_only_while_input_is_waited_for()
    {
        var limits = new ConnectionLimits(new TransportOptions { IdleTimeout = TimeSpan.FromSeconds(1) });
        var (idle, waiting) = (Core(limits), Core(limits));
        Receive(waiting, "wait\n");
        idle.CheckTime(999);
        Assert.Null(idle.MustClose);
        idle.CheckTime(1000);
        waiting.CheckTime(1_000_000);
        Assert.Equal(CloseReason.IdleTimeout, idle.MustClose);
        Assert.Null(waiting.MustClose);
    }

    [Fact]
    public void A_session_may_say_that_silence_is_no_reason_to_close()
    {
        var session = new LineSession(_server, new NoConnection()) { MayBeSilent = true };
        var core = new ConnectionCore(session, new ConnectionLimits(new TransportOptions { IdleTimeout = TimeSpan.FromSeconds(1) }), 0);
        core.CheckTime(1_000_000);
        Assert.Null(core.MustClose);
        session.MayBeSilent = false;
        core.CheckTime(1_000_001);
        Assert.Equal(CloseReason.IdleTimeout, core.MustClose);
    }

    [Fact]
    public void Draining_waits_for_half_requests_waits_and_unsent_output()
    {
        var (idle, half, waiting, unsent) = (Core(), Core(), Core(), Core());
        Receive(half, "pi");
        Receive(waiting, "wait\n");
        unsent.Keep(new byte[5], 0);
        foreach (var core in new[] { idle, half, waiting, unsent })
            core.BeginDrain();
        Assert.Equal(CloseReason.Draining, idle.MustClose);
        Assert.Null(half.MustClose);
        Assert.Null(waiting.MustClose);
        Assert.Null(unsent.MustClose);
        Receive(half, "ng\n");
        waiting.Wake(_output);
        unsent.Sent(5, 0);
        Assert.Equal(CloseReason.Draining, half.MustClose);
        Assert.Equal(CloseReason.Draining, waiting.MustClose);
        Assert.Equal(CloseReason.Draining, unsent.MustClose);
    }

    [Fact]
    public void A_session_that_claims_bytes_it_did_not_get_is_refused()
    {
        var core = new ConnectionCore(new Greedy(), new ConnectionLimits(new TransportOptions()), 0);
        Assert.Throws<InvalidOperationException>(() => Receive(core, "x"));
    }

    [Fact]
    public void The_session_hears_of_the_end_once()
    {
        var core = Core();
        core.Closed(CloseReason.PeerClosed);
        core.Closed(CloseReason.Aborted);
        Assert.Equal([(1L, CloseReason.PeerClosed)], _server.Closed);
    }

    private ConnectionCore Core(ConnectionLimits? limits = null, LineServer? server = null) => new(
        new LineSession(server ?? _server, new NoConnection()), limits ?? new ConnectionLimits(new TransportOptions()), 0);

    /// <summary>What an I/O driver does with bytes from its socket.</summary>
    private void Receive(ConnectionCore core, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var done = 0; done < bytes.Length;)
        {
            var window = core.Window(_shared);
            if (window.Count == 0)
                return;
            var count = Math.Min(window.Count, bytes.Length - done);
            bytes.AsSpan(done, count).CopyTo(window.Array.AsSpan(window.Offset));
            core.Received(window, count, _output, 0);
            done += count;
        }
    }

    private string Sent(ConnectionCore? andKeep = null)
    {
        var text = Encoding.ASCII.GetString(_output.Written);
        andKeep?.Keep(_output.Written, 0);
        _output.Clear();
        return text;
    }

    private sealed class Greedy : ISession
    {
        public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output) => new(input.Length + 1, SessionNext.NeedInput);

        public SessionNext Wake(OutputBuffer output) => SessionNext.NeedInput;

        public void Closed(CloseReason reason)
        {
        }
    }

    private sealed class NoConnection : IConnection
    {
        public long Id => 1;

        public int LoopIndex => 0;

        public System.Net.EndPoint? RemoteEndPoint => null;

        public System.Net.EndPoint? LocalEndPoint => null;

        public void Wake()
        {
        }

        public void Abort()
        {
        }
    }
}
