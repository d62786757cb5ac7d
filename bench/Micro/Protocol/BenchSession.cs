using System.Net;
using FromScratch.Cache;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;
using FromScratch.Core.Buffers;
using FromScratch.Core.Time;
using FromScratch.Transport;

namespace FromScratch.Micro.Protocol;

/// <summary>A session of the cache over a real engine, without sockets: bytes in, bytes out.</summary>
internal sealed class BenchSession : IDisposable
{
    private readonly CoarseClock _clock = new(TimeProvider.System);
    private readonly CacheEngine _engine;
    private readonly ISession _session;
    private readonly OutputBuffer _output = new();

    public BenchSession()
    {
        _engine = new CacheEngine(new CacheEngineOptions { HashSeed = 3 }, new EngineClock(_clock));
        var context = CacheContext.Create(new CacheOptions(), _engine, loops: 1, TimeProvider.System);
        _session = new CacheSessionFactory(context, null).Open(new NoConnection());
    }

    /// <summary>Bytes of the replies.</summary>
    public int Run(byte[] request)
    {
        var consumed = _session.Receive(request, _output).Consumed;
        var replied = _output.Length;
        _output.Clear();
        return consumed == request.Length ? replied : throw new InvalidOperationException("The request was not executed in one turn.");
    }

    public void Dispose()
    {
        _session.Closed(CloseReason.PeerClosed);
        _engine.Dispose();
        _clock.Dispose();
    }

    private sealed class NoConnection : IConnection
    {
        public long Id => 1;

        public int LoopIndex => 0;

        public EndPoint? RemoteEndPoint => null;

        public EndPoint? LocalEndPoint => null;

        public void Wake()
        {
        }

        public void Abort()
        {
        }
    }
}
