using FromScratch.LoadBalancer.Backends;

namespace FromScratch.LoadBalancer.Proxy;

/// <content>After 101: bytes both ways until both sides have finished.</content>
internal sealed partial class HttpSession
{
    private bool _clientFinished;
    private bool _serverFinished;

    public void OpenTunnel()
    {
        _phase = Phase.Tunnel;
        Limit(State.TunnelMs);
        if (_hasMore)
            Connection.Wake();
    }

    public void TunnelBytes(ReadOnlySpan<byte> bytes)
    {
        Limit(State.TunnelMs);
        PushBody(bytes);
    }

    /// <summary>The server will send no more; true while the client still may.</summary>
    public bool TunnelFinished()
    {
        _serverFinished = true;
        if (_clientFinished)
            return false;
        Connection.FinishOutput();
        return true;
    }

    /// <summary>The server's connection is gone.</summary>
    public void TunnelClosed()
    {
        Ended(EndReason.Done);
        Close();
    }

    private Step ReadTunnel(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
            return Step.NeedInput;
        if (_exchange.Link is not { } link)
            return Step.Close(input.Length);
        if (link.IsOutputFull)
        {
            _waitsForLink = true;
            return Step.AwaitWake;
        }

        Limit(State.TunnelMs);
        link.Send(input);
        return Step.GoOn(input.Length);
    }
}
