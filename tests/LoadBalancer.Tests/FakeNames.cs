using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace FromScratch.LoadBalancer.Tests;

/// <summary>A resolver that answers what the test says, at once.</summary>
internal sealed class FakeNames
{
    private readonly ConcurrentDictionary<string, IPAddress[]> _names = new();
    private int _asked;

    /// <summary>Look-ups so far.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Look-ups wait for it, when there is one.</summary>
    public Task? Held { get; set; }

    /// <summary>Without an address the name cannot be looked up.</summary>
    public void Set(string host, params string[] addresses) => _names[host] = [.. addresses.Select(IPAddress.Parse)];

    public async Task<IPAddress[]> LookUp(string host, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _asked);
        if (Held is { } held)
            await held.WaitAsync(cancellation);
        var found = _names.GetValueOrDefault(host, []);
        return found.Length > 0 ? found : throw new SocketException((int)SocketError.HostNotFound);
    }
}
