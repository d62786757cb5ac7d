using FromScratch.KeyValue.Session;
using FromScratch.KeyValue.Store;
using FromScratch.KeyValue.Tests.Store;
using FromScratch.TestKit.Disks;
using FromScratch.TestKit.Sessions;
using FromScratch.Transport;

namespace FromScratch.KeyValue.Tests.Session;

/// <summary>What a client sees when the store has no room for its request, or does not know what became of it.</summary>
public sealed class StoreOverloadTests : IAsyncDisposable
{
    private const string LogFailed = "-MISCONF Errors writing to the AOF file: ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly StoreHarness _store;
    private readonly KeyValueContext _context;
    private readonly ManualResetEventSlim _release = new();
    private readonly FakeClient _flood = new();

    public StoreOverloadTests()
    {
        _store = new StoreHarness(AppendFsync.Always);
        _store.Options = _store.Options with { SegmentBytes = 4 << 20 };
        _store.Open();
        // Who leads may show what it has once something of its own time is on disk.
        Assert.Equal("+OK", _store.Run(_flood, "SET", "first", "1"));
        _context = new KeyValueContext(new KeyValueOptions(), _store.Store, _store.Clock.Time);
    }

    public async ValueTask DisposeAsync()
    {
        _release.Set();
        _context.Dispose();
        await _store.DisposeAsync();
        _release.Dispose();
    }

    [Fact]
    public void When_there_is_no_room_a_write_waits_without_a_word_and_what_is_behind_it_too()
    {
        using var client = Connect();
        var flooded = Fill();
        Assert.Equal("+PONG\r\n", client.Exchange("PING\r\nSET a 1\r\nGET a\r\nPING\r\n"));
        Assert.Equal(SessionNext.AwaitWake, client.State);
        client.Pump();
        Assert.Equal("", client.TakeText());
        Assert.False(client.IsClosed || client.Connection.AbortAsked);

        _release.Set();
        Assert.Equal("+OK\r\n$1\r\n1\r\n+PONG\r\n", Await(client, "+OK\r\n$1\r\n1\r\n+PONG\r\n".Length));
        Assert.Equal(string.Join(' ', Enumerable.Repeat("+OK", flooded)), _store.Finish(_flood));
        Assert.Equal("$1\r\n1\r\n", client.Exchange("GET a\r\n"));
        Assert.False(client.IsClosed);
    }

    [Fact]
    public void When_there_is_no_room_a_transaction_waits_and_is_executed_once()
    {
        using var client = Connect();
        Fill();
        Assert.Equal("+OK\r\n+QUEUED\r\n+QUEUED\r\n", client.Exchange("MULTI\r\nINCR n\r\nINCR n\r\nEXEC\r\nPING\r\n"));
        client.Pump();
        Assert.Equal("", client.TakeText());

        _release.Set();
        Assert.Equal("*2\r\n:1\r\n:2\r\n+PONG\r\n", Await(client, "*2\r\n:1\r\n:2\r\n+PONG\r\n".Length));
    }

    [Fact]
    public void Others_that_only_read_are_served_while_there_is_no_room()
    {
        using var client = Connect();
        Fill();
        Assert.Equal("$-1\r\n+PONG\r\n", client.Exchange("GET a\r\nPING\r\n"));
    }

    [Fact]
    public void What_a_client_wanted_that_left_before_there_was_room_is_not_done()
    {
        var client = Connect();
        Fill();
        client.Feed("SET a 1\r\n");
        client.Dispose();

        _release.Set();
        _store.Finish(_flood);
        using var other = Connect();
        Assert.Equal("$-1\r\n", other.Exchange("GET a\r\n"));
    }

    [Fact]
    public void When_the_log_fails_those_who_wait_for_room_are_told_for_nothing_of_theirs_was_done()
    {
        using var client = Connect();
        FailSyncs();
        Fill();
        Assert.Equal("", client.Exchange("SET a 1\r\nPING\r\n"));

        _release.Set();
        var answer = Await(client, LogFailed.Length);
        Assert.StartsWith(LogFailed, answer, StringComparison.Ordinal);
        Assert.EndsWith("the disk is broken\r\n+PONG\r\n", answer, StringComparison.Ordinal);
        Assert.True(_flood.IsAbandoned);
        Assert.False(client.IsClosed || client.Connection.AbortAsked);
    }

    [Fact]
    public void When_the_log_fails_who_waits_for_an_answer_is_closed_without_one_and_others_stay()
    {
        using var waiting = Connect();
        using var reading = Connect();
        FailSyncs();
        Assert.Equal("+PONG\r\n", waiting.Exchange("PING\r\nSET a 1\r\nPING\r\n"));

        _release.Set();
        Assert.True(SpinWait.SpinUntil(() => waiting.Connection.AbortAsked, Patience), "the client was not closed");
        waiting.Pump();
        Assert.Equal("", waiting.TakeText());
        Assert.Equal(CloseReason.Aborted, waiting.ClosedBy);

        Assert.Equal("$-1\r\n", reading.Exchange("GET a\r\n"));
        Assert.StartsWith(LogFailed, reading.Exchange("SET a 2\r\n"), StringComparison.Ordinal);
        Assert.StartsWith(
            $"+OK\r\n+QUEUED\r\n-EXECABORT Transaction discarded because of: {LogFailed[1..]}",
            reading.Exchange("MULTI\r\nINCR n\r\nEXEC\r\n"), StringComparison.Ordinal);
        Assert.Equal("+PONG\r\n", reading.Exchange("PING\r\n"));
        Assert.False(reading.IsClosed || reading.Connection.AbortAsked);
    }

    private SessionHarness Connect() => new(new KeyValueSessionFactory(_context));

    /// <summary>
    /// Writes are submitted until not the smallest is taken any more. None is answered before the release. Returns how many were taken.
    /// </summary>
    private int Fill()
    {
        _store.Disk.Observer = (operation, _) =>
        {
            if (operation == DiskOperation.Sync)
                _release.Wait();
        };
        var value = new string('x', 1 << 20);
        var taken = 0;
        for (; _store.Submit(_flood, "SET", $"key{taken}", value) == SubmitResult.Submitted; taken++)
            Assert.InRange(taken, 0, 100);
        for (; _store.Submit(_flood, "SET", "z", "1") == SubmitResult.Submitted; taken++)
            Assert.InRange(taken, 0, 1 << 16);
        return taken;
    }

    /// <summary>The next one does, once it is released.</summary>
    private void FailSyncs() => _store.Disk.Fault = (operation, _) =>
    {
        if (operation != DiskOperation.Sync)
            return null;
        _release.Wait();
        return new IOException("the disk is broken");
    };

    /// <summary>Gives the session its turns until so many bytes are answered.</summary>
    private string Await(SessionHarness client, int length)
    {
        var text = "";
        _store.EndBatch();
        var arrived = SpinWait.SpinUntil(
            () =>
            {
                client.Pump();
                text += client.TakeText();
                return text.Length >= length && client.State != SessionNext.AwaitWake;
            },
            Patience);
        Assert.True(arrived, $"answered so far: {text}");
        return text;
    }
}
