using System.Net;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>Where a server is now. Loops read it for every connection they make; the resolver writes it.</summary>
internal sealed class ServerAddress
{
    private volatile EndPoint? _endPoint;

    /// <summary>Null until its name could be looked up.</summary>
    public EndPoint? EndPoint
    {
        get => _endPoint;
        set => _endPoint = value;
    }
}
