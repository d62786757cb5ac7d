using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using FromScratch.Transport.Connections;

namespace FromScratch.Transport.Async;

/// <summary>A connection that is being made: reads and writes wait for it, and fail as it fails.</summary>
internal sealed class DialledStream(Socket socket, DialOptions? options) : DuplexStream
{
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Stream? _stream;

    /// <summary>What bytes go through once it is connected; null before.</summary>
    public Stream? Connected => _connected.Task.IsCompletedSuccessfully ? _stream : null;

    /// <summary>Tries once.</summary>
    /// <param name="server">Where it is.</param>
    /// <param name="done">Called, before any read or write goes on, when it is connected and TLS agreed on.</param>
    /// <param name="refused">Called when the server was reached and TLS could not be agreed on.</param>
    public async Task ConnectAsync(EndPoint server, Action done, Action<Exception> refused)
    {
        try
        {
            await socket.ConnectAsync(server).ConfigureAwait(false);
            _stream = new NetworkStream(socket, ownsSocket: true);
            if (options is not null)
                await BeginAsync(options).ConfigureAwait(false);
            done();
            _connected.SetResult();
        }
#pragma warning disable CA1031 // Whatever a server does in its handshake ends that connection only.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (error is AuthenticationException)
                refused(error);
            // The peer of a handshake that failed waits for nothing.
            socket.Dispose();
            _connected.SetException(new IOException(error.Message, error));
            // Nobody may be reading; whoever does sees it.
            _ = _connected.Task.Exception;
        }
    }

    private async Task BeginAsync(DialOptions how)
    {
        if (!how.Preamble.IsEmpty)
            await _stream!.WriteAsync(how.Preamble).ConfigureAwait(false);
        if (how.Tls is null)
            return;
#pragma warning disable CA2000 // Disposed as this stream is.
        var tls = new SslStream(_stream!, leaveInnerStreamOpen: false);
#pragma warning restore CA2000
        _stream = tls;
        await tls.AuthenticateAsClientAsync(how.Tls).ConfigureAwait(false);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _connected.Task.IsCompletedSuccessfully ? _stream!.ReadAsync(buffer, cancellationToken) : ReadLaterAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _connected.Task.IsCompletedSuccessfully
            ? _stream!.WriteAsync(buffer, cancellationToken)
            : WriteLaterAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream?.Dispose();
            socket.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadLaterAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await _connected.Task.ConfigureAwait(false);
        return await _stream!.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WriteLaterAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await _connected.Task.ConfigureAwait(false);
        await _stream!.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }
}
