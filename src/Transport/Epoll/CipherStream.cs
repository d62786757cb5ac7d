using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using FromScratch.Core.Buffers;
using FromScratch.Transport.Connections;

namespace FromScratch.Transport.Epoll;

/// <summary>
/// What SslStream reads and writes on an I/O loop. A read receives from the socket straight into SslStream's buffer; one that finds nothing
/// completes in <see cref="Readable"/>, on the loop's thread, and with it whatever waits for it. A write only appends to the loop's sealed
/// output, so it is complete at once.
/// </summary>
internal sealed unsafe class CipherStream(int fd, OutputBuffer output) : DuplexStream, IValueTaskSource<int>
{
    private const int NothingYet = -1;

    private ManualResetValueTaskSourceCore<int> _reading;
    private Memory<byte> _target;
    private bool _isReading;
    private bool _isDrained;
    private bool _isFinished;

    /// <summary>Takes the records.</summary>
    public OutputBuffer Output { get; set; } = output;

    /// <summary>The socket itself has ended. TLS that ends with a goodbye never reads so far.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The socket has something: a read that waits for it goes on.</summary>
    public void Readable()
    {
        _isDrained = false;
        if (!_isReading)
            return;
        try
        {
            // An empty read asks only whether there is something.
            var count = _target.IsEmpty ? 0 : Receive(_target.Span);
            if (count != NothingYet)
                Complete(count);
        }
        catch (IOException error)
        {
            _isReading = false;
            _reading.SetException(error);
        }
    }

    /// <summary>Nothing will be read any more: a read that waits ends.</summary>
    public void Finish()
    {
        _isFinished = true;
        if (_isReading)
            Complete(0);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isFinished)
            return new ValueTask<int>(0);
        if (!buffer.IsEmpty && !_isDrained)
        {
            var count = Receive(buffer.Span);
            if (count != NothingYet)
                return new ValueTask<int>(count);
        }

        _target = buffer;
        _isReading = true;
        _reading.Reset();
        return new ValueTask<int>(this, _reading.Version);
    }

    /// <summary>Asked for only while SslStream holds a whole record, and then not asked for at all.</summary>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new IOException("TLS wanted more than the record that was there.");

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Output.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => Output.Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => Output.Write(buffer);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    int IValueTaskSource<int>.GetResult(short token) => _reading.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _reading.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _reading.OnCompleted(continuation, state, token, flags);

    private void Complete(int count)
    {
        _isReading = false;
        _target = default;
        _reading.SetResult(count);
    }

    private int Receive(Span<byte> buffer)
    {
        nint count;
        fixed (byte* start = buffer)
            count = Libc.Recv(fd, start, buffer.Length, 0);
        _isDrained = count < buffer.Length;
        HasEnded |= count == 0;
        if (count >= 0)
            return (int)count;
        return Marshal.GetLastPInvokeError() is Libc.EAGAIN or Libc.EINTR or Libc.ENOBUFS or Libc.ENOMEM
            ? NothingYet
            : throw Libc.Error("recv");
    }
}
