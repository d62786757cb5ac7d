using System.Net;
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

    /// <summary>Begins to change the listeners of a server that runs; one change at a time.</summary>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public ListenerChange BeginChange() => _isListening
        ? new ListenerChange(this)
        : throw new InvalidOperationException("Listeners change only while the server runs.");

    /// <summary>The open listener with this very address object.</summary>
    internal BoundListener Find(EndPoint address) =>
        Array.Find(_listening, listener => ReferenceEquals(listener.Address, address))
            ?? throw new ArgumentException($"{address} is no open listener.", nameof(address));

    internal BoundListener Bind(ListenEndPoint endPoint, IEnumerable<BoundListener> leaving)
    {
        var certificates = CertificatesOf(endPoint);
        var listener = BoundListener.Bind(endPoint, _context.Options, leaving);
        listener.Certificates = certificates;
        return listener;
    }

    internal BoundListener PassOn(BoundListener from, ListenEndPoint endPoint)
    {
        var listener = from.PassOn(endPoint);
        listener.Certificates = CertificatesOf(endPoint);
        return listener;
    }

    internal CertificateChooser Load(TlsOptions options)
    {
        var certificates = new CertificateChooser(options, _context.Log, () => _context.NowMs);
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
                _driver!.StopListening(step.Before!);
                Begin(step.Next);
            }

            foreach (var listener in gone)
            {
                _driver!.StopListening(listener);
                listener.Dispose();
            }

            KeepCertificates();
            return true;
        }
    }

    private void Begin(BoundListener listener)
    {
        listener.Since = _context.Time.GetTimestamp();
        _driver!.Listen(listener);
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

    private void EndListening()
    {
        _isListening = false;
        _listening = [];
    }
}
