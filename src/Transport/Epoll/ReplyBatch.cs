using FromScratch.Core.Buffers;

namespace FromScratch.Transport.Epoll;

/// <summary>
/// Replies of several connections in the loop's one output buffer, sent together when the round's requests are executed. The peers then
/// wake to many replies instead of being woken for each, which saves both sides a context switch per request under load.
/// </summary>
internal sealed class ReplyBatch(EpollLoop loop, OutputBuffer output)
{
    // No reply waits for more connections than these, nor behind more bytes than the other bound.
    private readonly int _connectionsMax = loop.Context.Options.ReplyBatchMax;

    // Far below the soft limit, at which sessions yield.
    private readonly int _bytesMax = Math.Min(64 * 1024, output.SoftLimitBytes / 4);
    private EpollConnection?[] _connections = new EpollConnection?[loop.Context.Options.ReplyBatchMax];
    private int[] _ends = new int[loop.Context.Options.ReplyBatchMax];
    private int _count;
    private int _claimed;

    /// <summary>While flushing: those below have been sent or are being sent.</summary>
    private int _flushed;

    private bool IsFull => _count >= _connectionsMax || _claimed >= _bytesMax;

    /// <summary>What was written since the last <see cref="TryAdd"/>: the output of the connection whose turn it is.</summary>
    public ReadOnlySpan<byte> Unclaimed => output.Written[_claimed..];

    /// <summary>Puts off the sending of what the connection wrote; false when it wrote nothing.</summary>
    public bool TryAdd(EpollConnection connection)
    {
        if (output.Length == _claimed)
        {
            // What it pushed to others may be much as well.
            if (IsFull)
                Flush();
            return false;
        }

        Claim(connection);
        if (IsFull)
            Flush();
        return true;
    }

    /// <summary>Bytes for another connection than the one whose turn it is.</summary>
    public void Push(EpollConnection connection, ReadOnlySpan<byte> bytes)
    {
        if (output.Length != _claimed)
            Claim(loop.Current!);
        output.Write(bytes);
        Claim(connection);
    }

    /// <summary>What was written since the last claim is this connection's; nothing is sent yet.</summary>
    public void Claim(EpollConnection connection)
    {
        if (_count > _flushed && _connections[_count - 1] == connection)
        {
            _ends[_count - 1] = _claimed = output.Length;
            return;
        }

        if (_count == _ends.Length)
        {
            Array.Resize(ref _ends, 2 * _count);
            Array.Resize(ref _connections, 2 * _count);
        }

        _connections[_count] = connection;
        _ends[_count++] = _claimed = output.Length;
        connection.Claimed();
    }

    public void DropUnclaimed()
    {
        if (_claimed == 0)
            output.Clear();
        else
            output.Truncate(_claimed);
    }

    /// <summary>Sends all; what is pushed over it (to the client of a server that broke) is sent with it.</summary>
    public void Flush()
    {
        var start = 0;
        while (_flushed < _count)
        {
            var i = _flushed++;
            var connection = _connections[i]!;
            _connections[i] = null;
            var end = _ends[i];
            connection.SendReplies(output.Written[start..end]);
            start = end;
        }

        _count = _flushed = 0;
        _claimed = 0;
        output.Clear();
    }
}
