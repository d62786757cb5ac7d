using FromScratch.KeyValue.Session;
using FromScratch.KeyValue.Store;
using FromScratch.KeyValue.Tests.Store;
using FromScratch.TestKit.Disks;
using FromScratch.TestKit.Sessions;
using FromScratch.Transport;

namespace FromScratch.KeyValue.Tests.Session;

/// <summary>Where no sync is waited for, one write to the log serves all clients of an I/O round, before any of them is answered.</summary>
public sealed class RoundTests : IAsyncDisposable
{
    private StoreHarness? _store;
    private KeyValueContext? _context;
    private KeyValueSessionFactory? _factory;
    private int _writes;

    public async ValueTask DisposeAsync()
    {
        _context?.Dispose();
        if (_store is not null)
            await _store.DisposeAsync();
    }

    [Theory]
    [InlineData(AppendFsync.EverySec)]
    [InlineData(AppendFsync.No)]
    public void One_write_serves_all_clients_of_a_round_and_none_is_answered_before(AppendFsync fsync)
    {
        Open(fsync);
        using var one = Connect(endsRounds: true);
        using var other = Connect(endsRounds: true);
        foreach (var client in new[] { one, other })
        {
            Assert.Equal("", client.Exchange("SET a 1\r\nINCR a\r\n"));
            Assert.Equal(SessionNext.AwaitWake, client.State);
        }

        Assert.Equal(0, _writes);
        Assert.True(_factory!.RoundEnding());
        Assert.Equal(1, _writes);
        foreach (var client in new[] { one, other })
        {
            client.Pump();
            Assert.Equal("+OK\r\n:2\r\n", client.TakeText());
        }

        Assert.False(_factory.RoundEnding());
        Assert.Equal("$1\r\n2\r\n", one.Exchange("GET a\r\n"));
    }

    [Fact]
    public void What_needs_the_answers_in_front_of_it_does_not_wait_for_the_round()
    {
        Open(AppendFsync.EverySec);
        using var client = Connect(endsRounds: true);
        Assert.Equal("+OK\r\n+PONG\r\n", client.Exchange("SET a 1\r\nPING\r\n"));
        Assert.Equal(1, _writes);
    }

    [Fact]
    public void Without_rounds_every_client_is_answered_at_once()
    {
        Open(AppendFsync.EverySec);
        using var client = Connect(endsRounds: false);
        Assert.Equal("+OK\r\n", client.Exchange("SET a 1\r\n"));
        Assert.False(_factory!.RoundEnding());
    }

    private void Open(AppendFsync fsync)
    {
        _store = new StoreHarness(fsync);
        _store.Open();
        _context = new KeyValueContext(new KeyValueOptions(), _store.Store, _store.Clock.Time);
        _factory = new KeyValueSessionFactory(_context);
        // Spare segments are filled by a thread of their own, when it likes.
        _store.Disk.Observer = (operation, name) =>
            _writes += operation == DiskOperation.Write && name.EndsWith(".log", StringComparison.Ordinal) ? 1 : 0;
    }

    private SessionHarness Connect(bool endsRounds) => new(_factory!, new FakeConnection { EndsRounds = endsRounds });
}
