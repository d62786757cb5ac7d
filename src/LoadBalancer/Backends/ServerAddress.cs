using System.Net;
using System.Net.Sockets;

namespace FromScratch.LoadBalancer.Backends;

/// <summary>Where a server is now. Loops read it for every connection they make; look-ups write it, under the backend's gate.</summary>
internal sealed class ServerAddress
{
    private volatile EndPoint? _endPoint;

    /// <summary>Null until its name could be looked up.</summary>
    public EndPoint? EndPoint => _endPoint;

    /// <summary>All that its name was found to have; empty for a server that is known by its address.</summary>
    public IReadOnlyList<IPAddress> Found { get; private set; } = [];

    public static ServerAddress At(IPAddress address, int port) => new() { _endPoint = new IPEndPoint(address, port) };

    /// <summary>Of a name that has these: the address in use stays as long as it is among them.</summary>
    public void Settle(IReadOnlyList<IPAddress> found, int port)
    {
        if (found.Count == 0)
            return;
        Found = found;
        if (_endPoint is IPEndPoint current && found.Contains(current.Address))
            return;
        var best = found.FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
        _endPoint = new IPEndPoint(best, port);
    }
}
