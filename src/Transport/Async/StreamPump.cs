using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using FromScratch.Transport.Connections;

#pragma warning disable CA2012 // Each awaiter is kept until its one GetResult.

namespace FromScratch.Transport.Async;

/// <summary>
/// At most one receive and one send under way on a stream, without a task or an allocation per operation. Begin returns true when the
/// operation is complete already; otherwise the matching callback announces it. End returns the result, once.
/// </summary>
/// <param name="socket">The socket below, where there is one.</param>
/// <param name="probeFirst">Wait for data with an empty read before renting a buffer. Right for TLS, which itself holds large buffers
/// during any other read; on a bare socket it would cost two more system calls per read.</param>
internal sealed class StreamPump(Stream stream, Socket? socket, bool probeFirst)
{
    /// <summary>From <see cref="EndReceive"/>: nothing was received yet, but it can be.</summary>
    public const int Readable = -1;

    /// <summary>From <see cref="EndReceive"/> and <see cref="EndSend"/>: the stream is of no more use.</summary>
    public const int Broken = -2;

    /// <summary>From <see cref="EndReceive"/>: ended by <see cref="TryStill"/>, with nothing lost.</summary>
    public const int Stilled = -3;

    /// <summary>What a silent connection holds; a read that fills it is followed by one into a large buffer.</summary>
    private const int SmallWindowBytes = 2 * 1024;
    private const int LargeWindowBytes = 64 * 1024;

    /// <summary>Sends are cut here, so that progress shows: a slow peer is not a stalled one.</summary>
    private const int SendBytesMax = 128 * 1024;

    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _receive;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _send;
    private Action? _received;
    private Action? _sent;
    private byte[]? _window;
    private int _windowBytes;
    private bool _probing;
    private bool _readable;
    private int _sendCount;
    private CancellationTokenSource? _reading;
    private bool _isClosing;

    public bool Receiving { get; private set; }

    public bool Sending { get; private set; }

    public ReceiveWindow Window => new(_window!, 0, _windowBytes, Own: false);

    public void Attach(Action received, Action sent) => (_received, _sent) = (received, sent);

    public bool BeginReceive()
    {
        _probing = probeFirst && !_readable;
        if (!_probing)
            RentWindow(_readable ? LargeWindowBytes : SmallWindowBytes);
        _readable = false;
        Receiving = true;
        try
        {
            var window = _probing ? Memory<byte>.Empty : _window.AsMemory(0, _windowBytes);
            _receive = stream.ReadAsync(window, Interruption()).ConfigureAwait(false).GetAwaiter();
        }
        catch (Exception error) when (IsBroken(error))
        {
            _receive = ValueTask.FromException<int>(error).ConfigureAwait(false).GetAwaiter();
        }

        if (_receive.IsCompleted)
            return true;
        _receive.UnsafeOnCompleted(_received!);
        return false;
    }

    public int EndReceive()
    {
        Receiving = false;
        try
        {
            var count = _receive.GetResult();
            _readable = _probing;
            return _probing ? Readable : count;
        }
        catch (OperationCanceledException) when (_reading is { IsCancellationRequested: true })
        {
            _reading.Dispose();
            _reading = null;
            return Stilled;
        }
        catch (Exception error) when (IsBroken(error))
        {
            return Broken;
        }
    }

    /// <summary>
    /// The <paramref name="count"/> received bytes are done with: the buffer goes back, unless it is small and the stream still of use.
    /// </summary>
    public void ReleaseWindow(int count)
    {
        // A full window means that more is waiting.
        _readable |= count > 0 && count == _windowBytes;
        if (Receiving || _readable || (count > 0 && _windowBytes == SmallWindowBytes))
            return;
        ReturnWindow();
    }

    /// <summary>After the end: whatever is held.</summary>
    public void ReturnWindow()
    {
        if (_window is { } window)
            ArrayPool<byte>.Shared.Return(window);
        _window = null;
        _windowBytes = 0;
    }

    public bool BeginSend(ReadOnlyMemory<byte> bytes)
    {
        _sendCount = Math.Min(bytes.Length, SendBytesMax);
        Sending = true;
        try
        {
            _send = stream.WriteAsync(bytes[.._sendCount]).ConfigureAwait(false).GetAwaiter();
        }
        catch (Exception error) when (IsBroken(error))
        {
            _send = ValueTask.FromException(error).ConfigureAwait(false).GetAwaiter();
        }

        if (_send.IsCompleted)
            return true;
        _send.UnsafeOnCompleted(_sent!);
        return false;
    }

    public int EndSend()
    {
        Sending = false;
        try
        {
            _send.GetResult();
            return _sendCount;
        }
        catch (Exception error) when (IsBroken(error))
        {
            return Broken;
        }
    }

    /// <summary>After <see cref="Close"/>: takes note of operations that have ended.</summary>
    public void LetGo(bool receiveDone, bool sendDone)
    {
        if (receiveDone)
            EndReceive();
        if (sendDone)
            EndSend();
        if (_isClosing && !Receiving)
            EndGracefully();
    }

    /// <summary>
    /// A goodbye of TLS and a read that decrypts at that moment would meet in the TLS library, which does not take that. False when a
    /// read was under way: it is ended, which its callback announces.
    /// </summary>
    public bool TryStill()
    {
        if (!Receiving || StreamCloser.TlsOf(stream) is null)
            return true;
        _reading?.Cancel();
        return false;
    }

    /// <summary>Ends both directions; operations under way end soon after, with an error.</summary>
    public void Close(bool graceful)
    {
        if (!graceful || Sending)
        {
            StreamCloser.Close(stream, socket, graceful: false);
            return;
        }

        _isClosing = true;
        if (TryStill())
            EndGracefully();
    }

    public void Reset() => StreamCloser.Reset(stream, socket);

    /// <summary>Nothing more will be sent; the peer sees the end.</summary>
    public void FinishOutput() => StreamCloser.FinishOutput(stream, socket);

    private void EndGracefully()
    {
        _isClosing = false;
        StreamCloser.Close(stream, socket, graceful: true);
    }

    private CancellationToken Interruption()
    {
        if (!probeFirst)
            return CancellationToken.None;
        _reading ??= new CancellationTokenSource();
        return _reading.Token;
    }

    private void RentWindow(int bytes)
    {
        if (_windowBytes == bytes)
            return;
        ReturnWindow();
        _window = ArrayPool<byte>.Shared.Rent(bytes);
        _windowBytes = bytes;
    }

    private static bool IsBroken(Exception error) =>
        error is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException;
}
