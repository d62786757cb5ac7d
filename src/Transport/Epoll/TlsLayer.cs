using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using FromScratch.Core.Buffers;

#pragma warning disable CA2012 // The awaiter is kept until its one GetResult.

namespace FromScratch.Transport.Epoll;

/// <summary>
/// TLS of one connection: SslStream, run on the loop's own thread. It never waits for anything but the socket, and what waits goes on
/// inside <see cref="Readable"/>. What it wants to send stands in the loop's sealed output after each call, for the caller to send.
/// </summary>
internal sealed class TlsLayer : IDisposable
{
    /// <summary>From <see cref="Read"/>: nothing before the socket has something.</summary>
    public const int NothingYet = -1;

    /// <summary>From <see cref="Read"/>: of no more use.</summary>
    public const int Broken = -2;

    private readonly CipherStream _cipher;
    private readonly SslStream _stream;
    private readonly Action _probed;
    private ConfiguredTaskAwaitable.ConfiguredTaskAwaiter _handshake;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _probe;
    private Probe _state;
    private bool _isFinished;

    public TlsLayer(int fd, OutputBuffer output)
    {
        _cipher = new CipherStream(fd, output);
        _stream = new SslStream(_cipher, leaveInnerStreamOpen: true);
        _probed = () => _state = Probe.Arrived;
    }

    /// <summary>Where the wait for more stands. A probe is an empty read, during which SslStream holds no buffer.</summary>
    private enum Probe : byte
    {
        None,
        Waiting,
        Arrived,
    }

    /// <summary>The handshake is still going on.</summary>
    public bool IsShaking { get; private set; }

    /// <summary>The socket ended and no goodbye came before: what came last may not be all.</summary>
    public bool IsCutOff => _cipher.HasEnded;

    /// <summary>Reading may find something without the socket.</summary>
    public bool MayHaveMore
    {
        get
        {
            if (_state == Probe.None)
                StartProbe();
            return _state == Probe.Arrived;
        }
    }

    /// <summary>Sends the first words, or waits for them; never throws.</summary>
    public void Shake(Func<SslStream, Task> authenticate)
    {
        IsShaking = true;
        try
        {
            _handshake = authenticate(_stream).ConfigureAwait(false).GetAwaiter();
        }
#pragma warning disable CA1031 // Whatever is wrong with the first words is told as whatever is wrong with the later ones.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _handshake = Task.FromException(error).ConfigureAwait(false).GetAwaiter();
        }

        if (_handshake.IsCompleted)
            IsShaking = false;
        else
            _handshake.UnsafeOnCompleted(() => IsShaking = false);
    }

    /// <summary>Once, when it is over: throws why it failed.</summary>
    public void EndHandshake() => _handshake.GetResult();

    public void Readable() => _cipher.Readable();

    /// <summary>Plain bytes: how many, 0 at the end of them, or <see cref="NothingYet"/> or <see cref="Broken"/>.</summary>
    public int Read(in Connections.ReceiveWindow window)
    {
        if (!MayHaveMore)
            return NothingYet;
        _state = Probe.None;
        try
        {
            _probe.GetResult();
            return _stream.Read(window.Array, window.Offset, window.Count);
        }
        catch (Exception error) when (IsBroken(error))
        {
            return Broken;
        }
    }

    /// <summary>Appends the bytes as records to the sealed output; false when it can send no more.</summary>
    public bool TrySeal(ReadOnlySpan<byte> plain)
    {
        try
        {
            _stream.Write(plain);
            return true;
        }
        catch (Exception error) when (IsBroken(error))
        {
            return false;
        }
    }

    /// <summary>Says goodbye, once: nothing can be sealed behind it.</summary>
    public void Finish()
    {
        if (_isFinished)
            return;
        _isFinished = true;
        try
        {
            // Complete at once, for its writes are.
            _stream.ShutdownAsync().GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // The TLS library's own exceptions have no public type.
        catch (Exception)
#pragma warning restore CA1031
        {
            // It is broken, and there is nobody to say goodbye to.
        }
    }

    /// <summary>From now on another loop's, whose sealed output this is. Not while it may have more.</summary>
    public void MoveTo(OutputBuffer output) => _cipher.Output = output;

    /// <summary>Not from within a call of it.</summary>
    public void Dispose()
    {
        _cipher.Finish();
        if (_state == Probe.Arrived)
            EndProbe();
        _stream.Dispose();
        _cipher.Dispose();
    }

    private void StartProbe()
    {
        try
        {
            _probe = _stream.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false).GetAwaiter();
        }
        catch (Exception error) when (IsBroken(error))
        {
            _probe = ValueTask.FromException<int>(error).ConfigureAwait(false).GetAwaiter();
        }

        _state = _probe.IsCompleted ? Probe.Arrived : Probe.Waiting;
        if (_state == Probe.Waiting)
            _probe.UnsafeOnCompleted(_probed);
    }

    /// <summary>Gives back what the read holds.</summary>
    private void EndProbe()
    {
        try
        {
            _probe.GetResult();
        }
        catch (Exception error) when (IsBroken(error))
        {
            // It ended over the end of the connection.
        }
    }

    private static bool IsBroken(Exception error) => error
        is IOException or AuthenticationException or ObjectDisposedException or InvalidOperationException or OperationCanceledException;
}
