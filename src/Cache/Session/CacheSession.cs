using FromScratch.Cache.Session.Auth;
using FromScratch.Cache.Session.Text;
using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Session;

/// <summary>
/// One client of the cache server. Its first byte says which protocol it speaks, unless the configuration has decided that.
/// </summary>
public sealed class CacheSession(CacheContext context, IConnection connection, PasswordFile? passwords = null) : ISession
{
    private const byte BinaryRequestMagic = 0x80;

    private IProtocolSession? _protocol;

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        if (_protocol is null)
        {
            if (input.IsEmpty)
                return new SessionResult(0, SessionNext.NeedInput);
            _protocol = Choose(input[0]);
        }

        return _protocol.Receive(input, output);
    }

    public SessionNext Wake(OutputBuffer output) => _protocol?.Wake(output) ?? SessionNext.NeedInput;

    public void Closed(CloseReason reason)
    {
        context.Admin.Connections.Closed(connection, reason);
        _protocol?.Closed(reason);
    }

    private IProtocolSession Choose(byte first)
    {
        var counters = context.CountersByLoop[connection.LoopIndex];
        if (passwords is not null)
            return new AuthenticationSession(passwords, counters, new TextSession(context, connection, counters));
        return context.Options.Protocol switch
        {
            ProtocolChoice.Binary => new Binary.BinarySession(context, connection, counters),
            ProtocolChoice.Auto when first == BinaryRequestMagic => new Binary.BinarySession(context, connection, counters),
            _ => new TextSession(context, connection, counters),
        };
    }
}

/// <summary>Makes the cache server's sessions.</summary>
/// <param name="passwords">Whom text clients must authenticate as (-Y), which also switches the binary protocol
/// off; null = anyone may do anything.</param>
public sealed class CacheSessionFactory(CacheContext context, PasswordFile? passwords = null) : ISessionFactory
{
    public ISession Open(IConnection connection)
    {
        context.Admin.Connections.Opened(connection);
        return new CacheSession(context, connection, passwords);
    }
}
