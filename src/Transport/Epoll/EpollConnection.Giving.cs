using FromScratch.Transport.Connections;

namespace FromScratch.Transport.Epoll;

/// <content>
/// Dialled connections that go to another loop. What goes is the socket and its TLS, under a new object: whatever is still posted to the
/// old one finds a connection that is closed.
/// </content>
internal sealed unsafe partial class EpollConnection
{
    private EpollLoop? _givenTo;
    private IRelaySession? _receiver;

    public bool CanGive => true;

    public bool TryGive(int loopIndex, IRelaySession session)
    {
        var isQuiet = _isDialled && !_isConnecting && !_isParked && !_finishes && !_resets && _claims == 0 && _receiver is null
            && _core is { HasUnsent: false, HasInput: false, WantsInput: true, IsOutputBroken: false, MustClose: null }
            && _tls is not { MayHaveMore: true };
        if (!isQuiet)
            return false;
        (_givenTo, _receiver) = (loop.Siblings[loopIndex], session);
        // In its own turn it goes when that has come to its end.
        if (loop.Current != this)
            Give();
        return true;
    }

    /// <summary>First call on its new loop.</summary>
    public void Arrive()
    {
        loop.Current = this;
        try
        {
            var session = _receiver!;
            _receiver = null;
            _core = new ConnectionCore(session, loop.Context.Limits, loop.Context.NowMs);
            EpollData = loop.Slots.Add(this);
            _interest = Libc.EPOLLIN;
            loop.Epoll.Add(fd, _interest, EpollData);
            session.Given(this);
            if (_claims == 0)
                Settle(_core);
        }
#pragma warning disable CA1031 // Top of the loop: one connection's failure is not the others'.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Failed(error);
        }
    }

    private void Give()
    {
        loop.Slots.Remove(EpollData);
        EpollData = 0;
        loop.Epoll.Remove(fd);
        var to = _givenTo!;
        _tls?.MoveTo(to.Sealed);
        var given = new EpollConnection(to, fd, remote, null) { _isDialled = true, _tls = _tls, _receiver = _receiver };
        (_tls, _core, _closed) = (null, null, true);
        given.Post(PostedGiven);
    }
}
