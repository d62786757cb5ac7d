using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using FromScratch.LoadBalancer.Backends;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>
/// Where the servers are. Addresses are known at once; names are looked up in the background, again and again, and the last answer
/// stands while the resolver is silent.
/// </summary>
internal sealed class AddressBook
{
    private readonly ConcurrentDictionary<Server, ServerAddress> _addresses = new();

    public ServerAddress Of(Server server) => _addresses.GetOrAdd(server, static server =>
    {
        var address = new ServerAddress();
        if (IPAddress.TryParse(server.Host, out var literal))
            address.EndPoint = new IPEndPoint(literal, server.Port);
        return address;
    });

    public void Forget(Server server) => _addresses.TryRemove(server, out _);

    /// <summary>Looks up every server that is known by name.</summary>
    public async Task ResolveAsync(IEnumerable<Server> servers, Action<Server, string> failed, CancellationToken stop)
    {
        foreach (var server in servers)
        {
            var address = Of(server);
            if (IPAddress.TryParse(server.Host, out _))
                continue;
            try
            {
                var found = await Dns.GetHostAddressesAsync(server.Host, stop).ConfigureAwait(false);
                Settle(address, server, found);
            }
            catch (SocketException error)
            {
                failed(server, error.Message);
            }
        }
    }

    /// <summary>The address in use stays as long as the name still has it.</summary>
    private static void Settle(ServerAddress address, Server server, IPAddress[] found)
    {
        if (found.Length == 0 || (address.EndPoint is IPEndPoint current && found.Contains(current.Address)))
            return;
        var best = Array.Find(found, one => one.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
        address.EndPoint = new IPEndPoint(best, server.Port);
    }
}
