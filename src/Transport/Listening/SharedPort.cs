using System.Net;
using System.Net.Sockets;

namespace FromScratch.Transport.Listening;

/// <summary>
/// Lets an address be bound while one that covers it, or that it covers, is still open: as long as this lives, their sockets say that they
/// share the port. The kernel gives a client to the one whose address is the more exact, so nobody is refused meanwhile. Linux only.
/// </summary>
internal sealed class SharedPort : IDisposable
{
    private const int SolSocket = 1;
    private const int SoReusePort = 15;
    private readonly Socket[] _sockets;

    private SharedPort(params Socket[] sockets)
    {
        _sockets = sockets;
        Share(true);
    }

    /// <param name="socket">To be bound.</param>
    /// <param name="address">To this.</param>
    /// <param name="leaving">Listeners that will be closed when it is.</param>
    /// <returns>Null when none of them is in the way, or nothing can be done about it.</returns>
    public static SharedPort? Of(Socket socket, EndPoint address, IEnumerable<BoundListener> leaving)
    {
        if (!OperatingSystem.IsLinux() || address is not IPEndPoint next)
            return null;
        var inTheWay = leaving.Where(listener => listener.Address is IPEndPoint open && AreOneOverTheOther(open, next)).ToList();
        return inTheWay.Count == 0 ? null : new SharedPort([socket, .. inTheWay.Select(listener => listener.Socket)]);
    }

    /// <summary>They are as other sockets again.</summary>
    public void Dispose() => Share(false);

    private static bool AreOneOverTheOther(IPEndPoint one, IPEndPoint other) =>
        one.Port == other.Port && one.AddressFamily == other.AddressFamily && IsAny(one) != IsAny(other);

    private static bool IsAny(IPEndPoint address) => address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any);

    private void Share(bool isShared)
    {
        foreach (var socket in _sockets)
            socket.SetRawSocketOption(SolSocket, SoReusePort, BitConverter.GetBytes(isShared ? 1 : 0));
    }
}
