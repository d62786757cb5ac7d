using System.Net.Security;
using System.Net.Sockets;

namespace FromScratch.Transport.Async;

/// <summary>Ends a stream so that the last replies arrive: TLS says goodbye, a socket sends its FIN and reads away what is left.</summary>
internal static class StreamCloser
{
    public static void Close(Stream stream, Socket? socket, bool graceful)
    {
        if (!graceful)
            stream.Dispose();
        else if (TlsOf(stream) is { } tls)
            _ = GoodbyeAsync(tls);
        else
            CloseGently(stream, socket);
    }

    /// <summary>The peer sees a reset.</summary>
    public static void Reset(Stream stream, Socket? socket)
    {
        try
        {
            if (socket is not null)
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Closed by the peer already.
        }

        stream.Dispose();
    }

    /// <summary>Ends the output only. TLS says goodbye, which ends its output as well.</summary>
    public static void FinishOutput(Stream stream, Socket? socket)
    {
        if (TlsOf(stream) is { } tls)
            _ = FinishAsync(tls);
        else
            FinishSocket(socket);
    }

    /// <summary>Null where none is agreed on.</summary>
    public static SslStream? TlsOf(Stream stream) => stream as SslStream ?? (stream as DialledStream)?.Connected as SslStream;

    private static async Task FinishAsync(SslStream tls)
    {
        try
        {
            await tls.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // The peer has gone first.
        }
    }

    private static void FinishSocket(Socket? socket)
    {
        try
        {
            socket?.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Broken already: the next read or write tells.
        }
    }

    private static async Task GoodbyeAsync(SslStream tls)
    {
        try
        {
            await tls.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // The peer has gone first; there is nobody to say goodbye to.
        }
        finally
        {
            await tls.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static void CloseGently(Stream stream, Socket? socket)
    {
        try
        {
            socket?.Shutdown(SocketShutdown.Send);
            if (socket is { Available: > 0 })
                socket.Receive(new byte[Math.Min(socket.Available, 64 * 1024)], SocketFlags.None, out _);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Reset by the peer already: there is nothing left to be gentle with.
        }
        finally
        {
            stream.Dispose();
        }
    }
}
