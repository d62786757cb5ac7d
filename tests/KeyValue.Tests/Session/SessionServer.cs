using FromScratch.Core;
using FromScratch.KeyValue.Session;
using FromScratch.KeyValue.Store;
using FromScratch.TestKit;
using FromScratch.TestKit.Sessions;
using FromScratch.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace FromScratch.KeyValue.Tests.Session;

/// <summary>A server without sockets and disk: sessions over a store that keeps nothing.</summary>
internal sealed class SessionServer : IDisposable
{
    private readonly List<SessionHarness> _clients = [];

    public SessionServer(Action<KeyValueOptions>? configure = null)
    {
        var options = new KeyValueOptions { AppendOnly = false };
        configure?.Invoke(options);
        var store = KeyValueStore.Open(
            new StoreOptions { IsPersistent = false, Random = new SeededRandom(1) }, null!, Clock.Time, NullLogger.Instance);
        Context = new KeyValueContext(options, store, Clock.Time);
    }

    public TestClock Clock { get; } = new();

    public KeyValueContext Context { get; }

    public ISessionFactory Factory => new KeyValueSessionFactory(Context);

    public SessionHarness Connect(int softLimitBytes = 256 * 1024)
    {
        var client = new SessionHarness(Factory, softLimitBytes: softLimitBytes);
        _clients.Add(client);
        return client;
    }

    public void Dispose()
    {
        foreach (var client in _clients)
            client.Dispose();
        Context.Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Clock.Dispose();
    }
}
