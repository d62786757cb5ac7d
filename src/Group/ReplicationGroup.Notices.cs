using FromScratch.Group.Links;
using FromScratch.Group.Wire;

namespace FromScratch.Group;

/// <content>
/// Notices: what members tell each other in passing. Nothing is kept and nothing is promised: who is not connected misses it.
/// </content>
public sealed partial class ReplicationGroup
{
    /// <summary>
    /// Sends it to every member that is connected; <see cref="IGroupMachine.Noticed"/> follows there, in the order of sending. Returns how
    /// many that were. What is longer than <see cref="GroupOptions.ForwardBytesMax"/>, or finds too much waiting, is dropped and counted.
    /// </summary>
    public int Notify(ReadOnlySpan<byte> body)
    {
        var reached = 0;
        lock (_gate)
        {
            foreach (var link in _linksById.Values)
            {
                if (body.Length <= _options.ForwardBytesMax && link.TryEnqueue(Notice(body)))
                    reached++;
                else
                    Interlocked.Increment(ref _counters.NoticesDropped);
            }
        }

        Interlocked.Add(ref _counters.NoticesSent, reached);
        return reached;
    }

    private static OutFrame Notice(ReadOnlySpan<byte> body)
    {
        var rented = System.Buffers.ArrayPool<byte>.Shared.Rent(body.Length);
        body.CopyTo(rented);
        return new OutFrame(FrameKind.Notice, default, rented, body.Length);
    }

    private bool TryReceiveNotice(Inbound connection, ReadOnlySpan<byte> body)
    {
        _machine.Noticed(connection.Peer!.MemberId, body);
        return true;
    }
}
