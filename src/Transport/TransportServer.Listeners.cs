using System.Net;
using FromScratch.Transport.Async;
using FromScratch.Transport.Epoll;
using FromScratch.Transport.Listening;
using FromScratch.Transport.Tls;

namespace FromScratch.Transport;

/// <content>Listeners that come and go while it runs.</content>
public sealed partial class TransportServer
{
    private readonly Lock _changing = new();
    private readonly List<CertificateChooser> _certificates = [];
    private CertificateChooser? _commonCertificates;
    private volatile bool _isListening;
    private bool _isStopped;

    /// <summary>Most simultaneous connections; may be changed while it runs. Those over a lower one stay.</summary>
    public int ConnectionsMax
    {
        get => _context.Gate.Max;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _context.Gate.Max = value;
        }
    }

    /// <summary>
    /// Begins to change the listeners of a server that runs; one change at a time. Needs <see cref="TransportOptions.ListenersMayChange"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">It does not run, or its options say that listeners stay.</exception>
    public ListenerChange BeginChange() => _isListening && _context.Options.ListenersMayChange
        ? new ListenerChange(this)
        : throw new InvalidOperationException("Listeners change only while the server runs, and where its options say that they may.");

    /// <summary>The open listener with this very address object.</summary>
    internal BoundListener Find(EndPoint address) =>
        Array.Find(_listening, listener => ReferenceEquals(listener.Address, address))
            ?? throw new ArgumentException($"{address} is no open listener.", nameof(address));

    internal BoundListener Bind(ListenEndPoint endPoint)
    {
        var certificates = CertificatesOf(endPoint);
        var listener = BoundListener.Bind(endPoint, _context.Options);
        listener.Certificates = certificates;
        try
        {
            DriverOf(listener);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    internal BoundListener PassOn(BoundListener from, ListenEndPoint endPoint)
    {
        var listener = from.PassOn(endPoint);
        listener.Certificates = CertificatesOf(endPoint);
        DriverOf(listener);
        return listener;
    }

    internal CertificateChooser Load(TlsOptions options)
    {
        var certificates = new CertificateChooser(options, _context.Log);
        certificates.LoadFirst();
        return certificates;
    }

    /// <summary>Those that are new first, so that a client finds some listener at any moment.</summary>
    internal bool Commit(IReadOnlyList<ListenerChange.Step> steps)
    {
        lock (_changing)
        {
            if (!_isListening)
                return false;
            var gone = _listening.Except(steps.Select(step => step.Before).OfType<BoundListener>()).ToList();
            foreach (var step in steps)
                step.Next.Certificates = step.Certificates ?? step.Next.Certificates;
            _listening = [.. steps.Select(step => step.Next)];
            BoundEndPoints = [.. _listening.Select(listener => listener.Address)];
            foreach (var step in steps.Where(step => step.Before is null))
                Begin(step.Next);
            foreach (var step in steps.Where(step => step.Before is not null && step.Before != step.Next))
            {
                DriverOf(step.Before!).StopListening(step.Before!);
                Begin(step.Next);
            }

            foreach (var listener in gone)
            {
                DriverOf(listener).StopListening(listener);
                listener.Dispose();
            }

            KeepCertificates();
            return true;
        }
    }

    private void Begin(BoundListener listener)
    {
        listener.Since = _context.Time.GetTimestamp();
        DriverOf(listener).Listen(listener);
        _context.Log.Listening(listener.Address, listener.Tls);
    }

    /// <summary>For the end. What is in use no more is left to the collector: handshakes may still be using it.</summary>
    private void KeepCertificates()
    {
        _certificates.Clear();
        _certificates.AddRange(_listening.Select(listener => listener.Certificates).OfType<CertificateChooser>().Distinct());
    }

    private CertificateChooser? CertificatesOf(ListenEndPoint endPoint)
    {
        if (!endPoint.Tls)
            return null;
        if (endPoint.OwnTls is { } own)
            return Load(own);
        return _commonCertificates ??= Load(
            _context.Options.Tls ?? throw new ArgumentException("An endpoint asks for TLS, and no certificate is configured."));
    }

    /// <summary>Made when the first listener needs it.</summary>
    private ITransportDriver DriverOf(BoundListener listener)
    {
        lock (_changing)
        {
            ObjectDisposedException.ThrowIf(_isStopped, this);
#pragma warning disable CA2000 // The list of drivers owns it.
            if (_context.Options.EpollChosen && !listener.NeedsSockets)
                return _drivers.OfType<EpollDriver>().FirstOrDefault() ?? Started(new EpollDriver(_context));
            return _drivers.OfType<AsyncDriver>().FirstOrDefault()
                ?? Started(new AsyncDriver(_context, _context.Options.FirstSocketsLoop));
#pragma warning restore CA2000
        }
    }

    private ITransportDriver Started(ITransportDriver driver)
    {
        driver.Start();
        _drivers = [.. _drivers, driver];
        return driver;
    }

    private void EndListening()
    {
        _isListening = false;
        _listening = [];
    }
}
