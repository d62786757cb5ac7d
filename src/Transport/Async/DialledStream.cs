using System.Net;
using System.Net.Sockets;

namespace FromScratch.Transport.Async;

/// <summary>A connection that is being made: reads and writes wait for it, and fail as it fails.</summary>
internal sealed class DialledStream(Socket socket) : Stream
{
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NetworkStream? _stream;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Tries once; <paramref name="done"/> is called, before any read or write goes on, when it is connected.</summary>
    public async Task ConnectAsync(EndPoint server, Action done)
    {
        try
        {
            await socket.ConnectAsync(server).ConfigureAwait(false);
            _stream = new NetworkStream(socket, ownsSocket: true);
            done();
            _connected.SetResult();
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or IOException)
        {
            _connected.SetException(new IOException(error.Message, error));
            // Nobody may be reading; whoever does sees it.
            _ = _connected.Task.Exception;
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _connected.Task.IsCompletedSuccessfully ? _stream!.ReadAsync(buffer, cancellationToken) : ReadLaterAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _connected.Task.IsCompletedSuccessfully
            ? _stream!.WriteAsync(buffer, cancellationToken)
            : WriteLaterAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

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
