using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Session;

/// <summary>
/// One protocol of the cache server on one connection. <see cref="CacheSession"/> picks the protocol by the first byte and forwards
/// everything; the contract of each call is that of <see cref="ISession"/>. Built with (CacheContext, IConnection, CommandCounters).
/// </summary>
internal interface IProtocolSession
{
    SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output);

    SessionNext Wake(OutputBuffer output);

    void Closed(CloseReason reason);
}
