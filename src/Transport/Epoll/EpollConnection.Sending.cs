using System.Runtime.InteropServices;
using FromScratch.Transport.Connections;

namespace FromScratch.Transport.Epoll;

/// <content>Sending: at once while the socket takes it, kept by the core while it does not.</content>
internal sealed unsafe partial class EpollConnection
{
    /// <summary>Sends what <see cref="Ready"/> left in the loop's output, and ends its turn.</summary>
    public void SendReplies(ReadOnlySpan<byte> bytes)
    {
        _claims--;
        if (_closed)
            return;
        var core = _core!;
        try
        {
            SendOrKeep(core, bytes);
            // One that ends has not ended while pieces of it stand behind those of others.
            if (_claims == 0)
                Settle(core);
        }
#pragma warning disable CA1031
        catch (Exception error)
#pragma warning restore CA1031
        {
            Failed(error);
        }
    }

    private void Send(ConnectionCore core)
    {
        var bytes = loop.Replies.Unclaimed;
        if (bytes.Length == 0)
            return;
        if (_claims > 0)
        {
            // Others have pushed before: their bytes go first.
            loop.Replies.Claim(this);
            return;
        }

        SendOrKeep(core, bytes);
        loop.Replies.DropUnclaimed();
    }

    private void SendOrKeep(ConnectionCore core, ReadOnlySpan<byte> bytes)
    {
        if (core.IsOutputBroken)
            return;
        if (_tls is not null && !_isConnecting)
            SealAndSend(core, _tls, bytes);
        else
            SendOrKeepRaw(core, bytes);
    }

    private void SendOrKeepRaw(ConnectionCore core, ReadOnlySpan<byte> bytes)
    {
        var sent = core.HasUnsent || _isConnecting ? 0 : TrySend(core, bytes);
        if (sent < bytes.Length)
            core.Keep(bytes[sent..], loop.Context.NowMs);
    }

    private void SendUnsent(ConnectionCore core)
    {
        var sent = TrySend(core, core.Unsent);
        if (sent > 0)
            core.Sent(sent, loop.Context.NowMs);
    }

    /// <summary>Returns how much was taken; 0 when the socket is full, or broken (which the core then knows).</summary>
    private int TrySend(ConnectionCore core, ReadOnlySpan<byte> bytes)
    {
        nint sent;
        fixed (byte* start = bytes)
            sent = Libc.Send(fd, start, bytes.Length, IsLast(core) ? Libc.MSG_NOSIGNAL | Libc.MSG_MORE : Libc.MSG_NOSIGNAL);
        if (sent < 0)
        {
            NotSent(core);
            return 0;
        }

        // What is counted is what sessions say, as on the way in.
        if (_tls is null)
            loop.Counters.BytesWritten += sent;
        loop.Counters.Writes++;
        return (int)sent;
    }

    /// <summary>What is sent now are the last bytes, and the close comes right behind them: both go in one segment.</summary>
    private bool IsLast(ConnectionCore core) => core.IsEnding && _claims == 0 && !_resets;

    private static void NotSent(ConnectionCore core)
    {
        if (Marshal.GetLastPInvokeError() is Libc.ECONNRESET or Libc.EPIPE)
            core.OutputBroken();
        else
            Broken(core);
    }
}
