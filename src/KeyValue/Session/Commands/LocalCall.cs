using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>One command that the session executes itself: whose, what, and where the reply goes.</summary>
internal readonly ref struct LocalCall(KeyValueSession session, CommandSpec spec, RespRequest request, RespWriter reply)
{
    private readonly RespRequest _request = request;

    public KeyValueSession Session { get; } = session;

    public CommandSpec Spec { get; } = spec;

    public RespWriter Reply { get; } = reply;

    public KeyValueContext Context => Session.Context;

    /// <summary>Arguments, the command's name included.</summary>
    public int Count => _request.Count;

    public RespRequest Request => _request;

    public ReadOnlySpan<byte> this[int index] => _request[index];

    public bool Is(int index, ReadOnlySpan<byte> word) => System.Text.Ascii.EqualsIgnoreCase(_request[index], word);
}
