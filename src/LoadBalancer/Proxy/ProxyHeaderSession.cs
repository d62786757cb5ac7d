using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Proxy;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>Reads the PROXY header of a connection, then is the session that follows. Whoever sends something else is closed.</summary>
internal sealed class ProxyHeaderSession(
    IRelayConnection connection, LoopState loop, int headMs, Func<IRelayConnection, IRelaySession> next) : IRelaySession
{
    private readonly long _deadlineMs = headMs == 0 ? long.MaxValue : loop.NowMs + headMs;
    private IRelaySession? _session;

    public bool IsIdle => _session is null or { IsIdle: true };

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        if (_session is not null)
            return _session.Receive(input, output);
        switch (ProxyHeader.Read(input, out var client, out var consumed))
        {
            case DecodeStatus.NeedMore:
                return new SessionResult(0, SessionNext.NeedInput);
            case DecodeStatus.Invalid:
                return new SessionResult(input.Length, SessionNext.Close);
            default:
                _session = next(new AddressedConnection(connection, client));
                var result = _session.Receive(input[consumed..], output);
                return result with { Consumed = consumed + result.Consumed };
        }
    }

    public SessionNext Wake(OutputBuffer output) => _session?.Wake(output) ?? SessionNext.Close;

    public void Closed(CloseReason reason) => _session?.Closed(reason);

    public void Connected() => _session?.Connected();

    public bool InputFinished() => _session?.InputFinished() ?? false;

    public void OutputDrained() => _session?.OutputDrained();

    public bool IsDue(long nowMs) => _session?.IsDue(nowMs) ?? nowMs >= _deadlineMs;
}
