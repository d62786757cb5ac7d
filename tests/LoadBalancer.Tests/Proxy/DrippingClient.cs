using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Begins a head and adds a byte to it now and then, until it is sent away.</summary>
internal sealed class DrippingClient : IDisposable
{
    private static readonly byte[] OneByte = "x"u8.ToArray();
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public DrippingClient(EndPoint server, string begin)
    {
        _socket.Connect(server);
        _socket.Send(Encoding.ASCII.GetBytes(begin));
    }

    public string Received { get; private set; } = "";

    public bool HasEnded { get; private set; }

    public void Drip()
    {
        if (HasEnded)
            return;
        try
        {
            if (_socket.Poll(0, SelectMode.SelectRead))
                Receive();
            else
                _socket.Send(OneByte);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // Closed over what it sent last: what came before is still there to be read.
            Receive();
            HasEnded = true;
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Receive()
    {
        var buffer = new byte[4096];
        try
        {
            int count;
            while ((count = _socket.Receive(buffer)) > 0)
                Received += Encoding.ASCII.GetString(buffer, 0, count);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The end as well.
        }

        HasEnded = true;
    }
}
