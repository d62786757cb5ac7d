using System.Net;
using FromScratch.Transport.Listening;
using FromScratch.Transport.Tls;

namespace FromScratch.Transport;

/// <summary>
/// The listeners that a server is to have, told one after the other and then put in force together. What may fail fails before
/// <see cref="Commit"/>: sockets are bound and certificates read when a listener is told, and given back by <see cref="Dispose"/> when
/// it comes to nothing. Each call returns the address object by which the listener's connections are known
/// (<see cref="IConnection.LocalEndPoint"/>): whoever makes sessions learns of it before the first one comes.
/// </summary>
#pragma warning disable CA2000 // What a call makes is owned by its step.
public sealed class ListenerChange : IDisposable
{
    private readonly TransportServer _server;
    private readonly List<Step> _steps = [];
    private readonly HashSet<BoundListener> _leaving = [];
    private bool _isOver;

    internal ListenerChange(TransportServer server) => _server = server;

    /// <summary>Binds a new one; clients can connect, and wait until the change is in force.</summary>
    /// <param name="endPoint">Where.</param>
    /// <param name="leaving">
    /// Of <see cref="TransportServer.BoundEndPoints"/>, those that will be told of neither before nor later. On Linux one of them that
    /// covers the new address, or that it covers, is not in its way: both are open until the change is in force.
    /// </param>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be bound; the message names it.</exception>
    /// <exception cref="IOException">A certificate or socket file is unusable, or there are no descriptors.</exception>
    public EndPoint Open(ListenEndPoint endPoint, params IEnumerable<EndPoint> leaving)
    {
        List<BoundListener> beside = [.. leaving.Select(FindUntold)];
        _leaving.UnionWith(beside);
        return Add(new Step(_server.Bind(endPoint, beside), null, null));
    }

    /// <summary>
    /// One of <see cref="TransportServer.BoundEndPoints"/> stays as it is, but for its certificates where they are given.
    /// </summary>
    /// <exception cref="IOException">A certificate is unusable.</exception>
    public EndPoint Keep(EndPoint open, TlsOptions? certificates = null)
    {
        var listener = Find(open);
        return Add(new Step(listener, listener, certificates is null ? null : _server.Load(certificates)));
    }

    /// <summary>
    /// A new one gets the socket of one of <see cref="TransportServer.BoundEndPoints"/>, which ends: there is no moment in which
    /// connections are refused. Those that were made before belong to the one that ends.
    /// </summary>
    /// <param name="open">Whose socket it is.</param>
    /// <param name="endPoint">Its address is not looked at.</param>
    /// <exception cref="IOException">A certificate is unusable, or there are no descriptors.</exception>
    public EndPoint TakeOver(EndPoint open, ListenEndPoint endPoint)
    {
        var listener = Find(open);
        return Add(new Step(_server.PassOn(listener, endPoint), listener, null));
    }

    /// <summary>
    /// Accepts on what was opened, and closes what was not told of: what the kernel has connected by then is still served, and
    /// connections that are open go on.
    /// </summary>
    /// <returns>False when the server has begun to stop: nothing has changed.</returns>
    public bool Commit()
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        return _isOver = _server.Commit(_steps);
    }

    /// <summary>Without a commit before: nothing has changed.</summary>
    public void Dispose()
    {
        if (_isOver)
            return;
        _isOver = true;
        foreach (var step in _steps.Where(step => step.Before is null))
            step.Next.Dispose();
    }

    private BoundListener Find(EndPoint open)
    {
        var listener = FindUntold(open);
        return _leaving.Contains(listener) ? throw new ArgumentException($"{open} was to leave.", nameof(open)) : listener;
    }

    private BoundListener FindUntold(EndPoint open)
    {
        var listener = _server.Find(open);
        return _steps.TrueForAll(step => step.Before != listener)
            ? listener
            : throw new ArgumentException($"{open} was told of before.", nameof(open));
    }

    private EndPoint Add(Step step)
    {
        _steps.Add(step);
        return step.Next.Address;
    }

    /// <param name="Next">What listens afterwards.</param>
    /// <param name="Before">What listens now on the same socket; null = nothing.</param>
    /// <param name="Certificates">Of one that stays: new ones.</param>
    internal sealed record Step(BoundListener Next, BoundListener? Before, CertificateChooser? Certificates);
}
#pragma warning restore CA2000
