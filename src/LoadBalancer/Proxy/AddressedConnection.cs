using System.Net;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>A connection that was made for somebody else than the peer: a proxy in front has said so.</summary>
internal sealed class AddressedConnection(IRelayConnection connection, EndPoint? client) : IRelayConnection
{
    public long Id => connection.Id;

    public int LoopIndex => connection.LoopIndex;

    public EndPoint? RemoteEndPoint => client ?? connection.RemoteEndPoint;

    public EndPoint? LocalEndPoint => connection.LocalEndPoint;

    public int UnsentBytes => connection.UnsentBytes;

    public bool IsOutputFull => connection.IsOutputFull;

    public bool CanGive => connection.CanGive;

    public bool TryGive(int loopIndex, IRelaySession session) => connection.TryGive(loopIndex, session);

    public void Wake() => connection.Wake();

    public void Abort() => connection.Abort();

    public void Push(ReadOnlySpan<byte> bytes) => connection.Push(bytes);

    public void ResetOnClose() => connection.ResetOnClose();

    public void CloseWhenSent() => connection.CloseWhenSent();

    public void FinishOutput() => connection.FinishOutput();

    public IRelayConnection? Dial(EndPoint server, IRelaySession session, DialOptions? options = null) =>
        connection.Dial(server, session, options);
}
