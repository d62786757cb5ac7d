using FromScratch.Core.Buffers;

namespace FromScratch.Transport.Epoll;

/// <summary>
/// Replies of several connections in the loop's one output buffer, sent together when the round's requests are executed. The peers then
/// wake to many replies instead of being woken for each, which saves both sides a context switch per request under load.
/// </summary>
internal sealed class ReplyBatch(OutputBuffer output)
{
    /// <summary>No reply waits for more connections than these, nor behind more bytes than <see cref="_bytesMax"/>.</summary>
    private const int ConnectionsMax = 32;

    // Far below the soft limit, at which sessions yield.
    private readonly int _bytesMax = Math.Min(64 * 1024, output.SoftLimitBytes / 4);
    private readonly EpollConnection?[] _connections = new EpollConnection?[ConnectionsMax];
    private readonly int[] _ends = new int[ConnectionsMax];
    private int _count;
    private int _claimed;

    /// <summary>What was written since the last <see cref="TryAdd"/>: the output of the connection whose turn it is.</summary>
    public ReadOnlySpan<byte> Unclaimed => output.Written[_claimed..];

    /// <summary>Puts off the sending of what the connection wrote; false when it wrote nothing.</summary>
    public bool TryAdd(EpollConnection connection)
    {
        if (output.Length == _claimed)
            return false;
        _connections[_count] = connection;
        _ends[_count] = _claimed = output.Length;
        if (++_count == ConnectionsMax || _claimed >= _bytesMax)
            Flush();
        return true;
    }

    public void DropUnclaimed()
    {
        if (_claimed == 0)
            output.Clear();
        else
            output.Truncate(_claimed);
    }

    public void Flush()
    {
        var start = 0;
        for (var i = 0; i < _count; i++)
        {
            _connections[i]!.SendReplies(output.Written[start.._ends[i]]);
            _connections[i] = null;
            start = _ends[i];
        }

        _count = 0;
        _claimed = 0;
        output.Clear();
    }
}
