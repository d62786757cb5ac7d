using Microsoft.Extensions.Logging;

namespace FromScratch.Group.Driving;

/// <summary>
/// Brings news to the machine, one call at a time and in order, whichever thread has them. A thread that finds another one at it leaves
/// its news there. News are left under the group's lock, and delivered with no lock held.
/// </summary>
internal sealed class MachineEvents(IGroupMachine machine, ILogger logger)
{
    private readonly Lock _gate = new();
    private List<(ulong Ticket, ulong Index)> _reads = [];
    private List<(ulong Ticket, ulong Index)> _takenReads = [];
    private readonly Queue<(GroupRole Role, string Text)> _roles = new();
    private ulong _committed;
    private ulong _told;
    private bool _hasRoom;
    private bool _isTelling;
    private bool _isOver;
    private Exception? _failure;
    private volatile bool _hasNews;

    public bool HasNews => _hasNews;

    public Exception? Failure => Volatile.Read(ref _failure);

    public void Commit(ulong index)
    {
        if (index <= Volatile.Read(ref _committed))
            return;
        lock (_gate)
        {
            Volatile.Write(ref _committed, Math.Max(_committed, index));
            _hasNews = true;
        }
    }

    /// <summary>Entries behind this one are gone; others will be committed in their places.</summary>
    public void CutTo(ulong lastKept)
    {
        lock (_gate)
        {
            Volatile.Write(ref _committed, Math.Min(_committed, lastKept));
            _told = Math.Min(_told, lastKept);
        }
    }

    /// <param name="role">What this node is now.</param>
    /// <param name="leader">Name for the log; empty = nobody leads, null = nothing to log.</param>
    public void ChangeRole(GroupRole role, string? leader)
    {
        lock (_gate)
        {
            _roles.Enqueue((role, leader ?? "\0"));
            _hasNews = true;
        }
    }

    public void ConfirmRead(ulong ticket, ulong index)
    {
        lock (_gate)
        {
            _reads.Add((ticket, index));
            _hasNews = true;
        }
    }

    public void RoomAgain()
    {
        lock (_gate)
            _hasRoom = _hasNews = true;
    }

    /// <summary>False = it had failed before.</summary>
    public bool TryFail(Exception error)
    {
        lock (_gate)
        {
            if (_failure is not null)
                return false;
            Volatile.Write(ref _failure, error);
            _hasNews = true;
            return true;
        }
    }

    /// <summary>Nothing is told any more.</summary>
    public void Close()
    {
        lock (_gate)
            _isOver = true;
    }

    public void Deliver()
    {
        while (_hasNews && TryTake(out var news))
        {
            try
            {
                Tell(news);
            }
#pragma warning disable CA1031 // The machine hears of its own mistake as of a failure: it must not go on.
            catch (Exception error)
#pragma warning restore CA1031
            {
                if (TryFail(error))
                    GroupLog.Failed(logger, error.ToString());
            }
            finally
            {
                lock (_gate)
                    _isTelling = false;
            }
        }
    }

    private void Tell(in News news)
    {
        if (news.Committed > 0)
            machine.Committed(news.Committed);
        if (news.Role is { } role)
        {
            machine.RoleChanged(role);
            LogRole(role, news.Leader);
        }

        foreach (var (ticket, index) in _takenReads)
            machine.ReadConfirmed(ticket, index);
        _takenReads.Clear();
        if (news.HasRoom)
            machine.RoomAgain();
        if (news.Failure is { } failure)
            machine.Failed(failure);
    }

    private bool TryTake(out News news)
    {
        lock (_gate)
        {
            news = default;
            if (_isTelling || _isOver || !_hasNews)
                return false;
            (GroupRole, string)? role = _roles.TryDequeue(out var first) ? first : null;
            news = new News(_committed > _told ? _committed : 0, role?.Item1, role?.Item2 ?? "", _hasRoom && _failure is null, _failure);
            (_reads, _takenReads) = (_takenReads, _reads);
            _told = _committed;
            (_hasRoom, _isTelling, _isOver) = (false, true, _failure is not null);
            _hasNews = _roles.Count > 0;
            return true;
        }
    }

    private void LogRole(in GroupRole role, string leader)
    {
        if (leader == "\0")
            return;
        if (role.IsLeader)
            GroupLog.Leads(logger, leader, role.Term);
        else if (role.LeaderId != 0)
            GroupLog.Follows(logger, leader, role.Term);
        else
            GroupLog.NoLeader(logger, role.Term);
    }

    private readonly record struct News(ulong Committed, GroupRole? Role, string Leader, bool HasRoom, Exception? Failure);
}
