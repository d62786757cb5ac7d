namespace FromScratch.Log.Appending;

/// <summary>
/// Brings news to the listener, one call at a time and in order, whichever thread has them. A thread that finds another one at it
/// leaves its
/// news there: nobody waits for a listener, so a listener may take a lock that somebody else holds while flushing.
/// </summary>
internal sealed class CommitSignal(ILogListener listener, ulong committedIndex)
{
    private readonly Lock _gate = new();
    private ulong _committed = committedIndex;
    private ulong _told = committedIndex;
    private ulong _written = committedIndex;
    private ulong _writtenTold = committedIndex;
    private bool _hasRoom;
    private bool _isTelling;
    private bool _isOver;
    private LogFailedException? _failure;

    public void Write(ulong index)
    {
        lock (_gate)
            _written = Math.Max(_written, index);
    }

    public void Commit(ulong index)
    {
        lock (_gate)
            _committed = Math.Max(_committed, index);
    }

    public void RoomAgain()
    {
        lock (_gate)
            _hasRoom = true;
    }

    public void Fail(LogFailedException failure)
    {
        lock (_gate)
            _failure ??= failure;
    }

    /// <summary>Entries behind <paramref name="lastKept"/> are gone; others will be committed in their places.</summary>
    public void CutSuffix(ulong lastKept)
    {
        lock (_gate)
        {
            (_committed, _told) = (Math.Min(_committed, lastKept), Math.Min(_told, lastKept));
            (_written, _writtenTold) = (Math.Min(_written, lastKept), Math.Min(_writtenTold, lastKept));
        }
    }

    /// <summary>All is gone; entries behind <paramref name="index"/> will be committed.</summary>
    public void Restart(ulong index)
    {
        lock (_gate)
            _committed = _told = _written = _writtenTold = index;
    }

    /// <summary>Calls the listener. Hold no lock of the log.</summary>
    public void Deliver()
    {
        while (TryTake(out var written, out var committed, out var hasRoom, out var failure))
        {
            try
            {
                if (written > 0)
                    listener.Written(written);
                if (committed > 0)
                    listener.Committed(committed);
                if (hasRoom)
                    listener.RoomAgain();
                if (failure is not null)
                    listener.Failed(failure);
            }
            finally
            {
                lock (_gate)
                    _isTelling = false;
            }
        }
    }

    private bool TryTake(out ulong written, out ulong committed, out bool hasRoom, out LogFailedException? failure)
    {
        lock (_gate)
        {
            written = _written > _writtenTold ? _written : 0;
            committed = _committed > _told ? _committed : 0;
            (hasRoom, failure) = (_hasRoom && _failure is null, _failure);
            if (_isTelling || _isOver || (written == 0 && committed == 0 && !hasRoom && failure is null))
                return false;
            (_told, _writtenTold) = (_committed, _written);
            (_hasRoom, _isOver, _isTelling) = (false, failure is not null, true);
            return true;
        }
    }
}
