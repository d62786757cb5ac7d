using FromScratch.Group.Wire;
using Microsoft.Extensions.Logging;

namespace FromScratch.Group.Links;

/// <summary>What connections need of the group. Called by their threads, with no lock held.</summary>
internal interface IPeerHost
{
    GroupOptions Options { get; }

    TimeProvider Time { get; }

    ILogger Logger { get; }

    Counters Counters { get; }

    FrameLimits Limits { get; }

    /// <summary>Monotonic.</summary>
    long NowMs { get; }

    PeerIdentity Self();

    /// <summary>Null = welcome; else why not.</summary>
    Refusal? JudgeDialler(PeerIdentity dialler, string target);

    /// <summary>Null = it is the one that was meant; else why not.</summary>
    Refusal? JudgeAcceptor(Link link, PeerIdentity acceptor);

    void LinkUp(Link link, PeerIdentity acceptor);

    void LinkDown(Link link, PeerIdentity acceptor);

    /// <summary>False = the connection must not be used after all.</summary>
    bool TryAddInbound(Inbound connection);

    void InboundDown(Inbound connection);

    /// <summary>A frame of a member; the body is valid during the call. False = nothing that may come here.</summary>
    bool TryReceive(Inbound connection, FrameKind kind, ReadOnlySpan<byte> body);

    /// <summary>Part of a frame of a member; the rest is on its way.</summary>
    void HearPart(Inbound connection);

    /// <summary>A thread of the group has ended by an error that nobody expected.</summary>
    void Fail(Exception error);
}

/// <param name="Reason">For the other side.</param>
/// <param name="Text">For both logs.</param>
internal sealed record Refusal(RefusalReason Reason, string Text);
