using FromScratch.Replication.Messages;

namespace FromScratch.Replication;

/// <content>What leaves: messages, each only when what it promises is on disk, and the hard state.</content>
public sealed partial class Replica
{
    /// <summary>Messages that wait for the hard state; the oldest ones are dropped, as a network may.</summary>
    private const int WithheldMax = 256;
    private readonly Queue<Message> _outbox = new();
    private readonly Queue<(Message Message, ulong Vote)> _withheld = new();
    private HardState _hard;
    private HardState _saved;
    private bool _isSaving;

    /// <summary>False = nothing to send.</summary>
    public bool TryTakeMessage(out Message message) => _outbox.TryDequeue(out message);

    /// <summary>Term and vote that must be put on disk now; one at a time.</summary>
    public bool TryTakeHardState(out HardState state)
    {
        state = _hard;
        if (_isSaving || _hard == _saved)
            return false;
        _isSaving = true;
        return true;
    }

    /// <summary>They are on disk.</summary>
    public void HardStateSaved(in HardState state)
    {
        _isSaving = false;
        _saved = state;
        for (var count = _withheld.Count; count > 0; count--)
        {
            var (message, vote) = _withheld.Dequeue();
            if (message.Term < Term)
                continue;
            if (IsSaved(message.Term, vote))
                _outbox.Enqueue(message);
            else
                _withheld.Enqueue((message, vote));
        }

        CountOwnVote();
    }

    /// <summary>With this term, and with the saved vote when the message rests on one.</summary>
    private void Send(Message message, ulong vote = 0)
    {
        message = message with { From = Id, Term = Term };
        if (IsSaved(Term, vote))
        {
            _outbox.Enqueue(message);
            return;
        }

        if (_withheld.Count >= WithheldMax)
            _withheld.Dequeue();
        _withheld.Enqueue((message, vote));
    }

    /// <summary>With a term that is not this member's: promises nothing.</summary>
    private void SendUnbound(in Message message) => _outbox.Enqueue(message with { From = Id });

    private bool IsSaved(ulong term, ulong vote) =>
        Skips(ReplicaFaults.VoteUnsaved)
        || IsOnDisk(term, vote);

    private bool IsOnDisk(ulong term, ulong vote) =>
        _saved.Term >= term && (vote == 0 || (_saved.Term == term && _saved.Vote == vote));
}
