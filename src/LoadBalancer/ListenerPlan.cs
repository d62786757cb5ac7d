using System.Net;
using FromScratch.LoadBalancer.Proxy;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer;

/// <summary>What a reload does to the listeners, prepared as far as it can fail.</summary>
internal sealed class ListenerPlan(ListenerChange change) : IDisposable
{
    private readonly List<(EndPoint Address, ListenerRuntime? Same)> _entries = [];
    private readonly List<ListenerRuntime> _used = [];

    /// <summary>In the order of the configuration: the address, and the listener that goes on where one does.</summary>
    public IReadOnlyList<(EndPoint Address, ListenerRuntime? Same)> Entries => _entries;

    /// <summary>Its socket is spoken for.</summary>
    public bool Has(ListenerRuntime listener) => _used.Contains(listener);

    /// <param name="endPoint">Where.</param>
    /// <param name="leaving">Listeners whose address nobody has any more: they are not in its way.</param>
    public void Open(ListenEndPoint endPoint, IEnumerable<ListenerRuntime> leaving) =>
        _entries.Add((change.Open(endPoint, leaving.Select(listener => listener.Address)), null));

    /// <param name="listener">Stays open.</param>
    /// <param name="certificates">Null = as they are.</param>
    public void Keep(ListenerRuntime listener, TlsOptions? certificates)
    {
        _used.Add(listener);
        _entries.Add((change.Keep(listener.Address, certificates), listener));
    }

    /// <summary>A new listener on the socket of one that ends.</summary>
    public void TakeOver(ListenerRuntime listener, ListenEndPoint endPoint)
    {
        _used.Add(listener);
        _entries.Add((change.TakeOver(listener.Address, endPoint), null));
    }

    public void Commit() => change.Commit();

    public void Dispose() => change.Dispose();
}
