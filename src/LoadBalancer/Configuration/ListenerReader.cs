using System.Net;
using System.Text.Json;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>Reads "listeners".</summary>
internal static class ListenerReader
{
    public static IReadOnlyList<ListenerConfig> ReadAll(ObjectReader top) => top.List<ListenerConfig>(
        "listeners",
        required: true,
        (element, path, items) =>
        {
            if (ObjectReader.Open(element, path, top.Reading) is not { } listener)
                return;
            items.Add(Read(listener));
            listener.Finish();
        },
        mayBeEmpty: false);

    private static ListenerConfig Read(ObjectReader listener)
    {
        var name = listener.RequiredText("name", TextRules.Name);
        listener.Reading.Declare("listener", name, listener.PathOf("name"));
        var (protocol, address) = ReadAddress(listener);
        var read = new ListenerConfig
        {
            Name = name,
            Protocol = protocol,
            Address = address,
            AcceptProxy = listener.Flag("acceptProxy", false),
            Certificates = ReadCertificates(listener),
            Routes = RouteReader.ReadAll(listener, protocol),
            Timeouts = listener.Child("timeouts", ReadTimeouts) ?? new TimeoutConfig(),
            TrustedProxies = ReadNetworks(listener),
            SendForwarded = listener.Flag("sendForwarded", false),
            SendTraceParent = listener.Flag("sendTraceParent", true),
            SendReason = listener.Flag("sendReason", true),
        };
        if (protocol == ListenerProtocol.Https && read.Certificates.Count == 0)
            listener.Wrong("certificates", "an https listener needs at least one");
        if (protocol != ListenerProtocol.Https && read.Certificates.Count > 0)
            listener.Wrong("certificates", "only an https listener has them");
        return read;
    }

    /// <summary>The protocol stands in front of the address as in a URL, or under its own key, or under both if they agree.</summary>
    private static (ListenerProtocol Protocol, IPEndPoint Address) ReadAddress(ObjectReader listener)
    {
        var text = listener.RequiredText("address", static _ => null);
        var rest = text;
        var scheme = AddressText.TakeScheme(ref rest);
        var inFront = ProtocolOf(scheme);
        var protocol = listener.Choice("protocol", inFront ?? ListenerProtocol.Http);
        if (text.Length == 0)
            return (protocol, new IPEndPoint(IPAddress.Loopback, 0));
        if (scheme is not null && inFront is null)
            listener.Wrong("address", $"\"{JsonWords.Show(text)}\" does not begin with http://, https:// or tcp://");
        else if (scheme is null && !listener.Has("protocol"))
            listener.Wrong("address", $"\"{JsonWords.Show(text)}\" needs http://, https:// or tcp:// in front, or protocol beside it");
        else if (inFront is not null && protocol != inFront)
            listener.Wrong("protocol", $"{EnumWords.Of(protocol)} is not what address begins with");
        int? port = protocol switch { ListenerProtocol.Http => 80, ListenerProtocol.Https => 443, _ => null };
        if (!AddressText.TryEndPoint(rest, port, out var address))
            listener.Wrong("address", $"\"{JsonWords.Show(text)}\" is not an IP address (or localhost, or * for all) with a port");
        else if (address.Port != 0)
            listener.Reading.Declare("address", address.ToString(), listener.PathOf("address"));
        return (protocol, address);
    }

    private static ListenerProtocol? ProtocolOf(string? scheme) => scheme switch
    {
        "http" => ListenerProtocol.Http,
        "https" => ListenerProtocol.Https,
        "tcp" => ListenerProtocol.Tcp,
        _ => null,
    };

    private static IReadOnlyList<CertificateConfig> ReadCertificates(ObjectReader listener) =>
        listener.List<CertificateConfig>("certificates", required: false, (element, path, items) =>
        {
            if (ObjectReader.Open(element, path, listener.Reading) is not { } certificate)
                return;
            items.Add(new CertificateConfig(ReadFile(certificate, "certificatePath"), ReadFile(certificate, "keyPath")));
            certificate.Finish();
        });

    private static string ReadFile(ObjectReader certificate, string key)
    {
        var path = certificate.RequiredText(key, TextRules.FilePath);
        if (path.Length == 0)
            return path;
        var full = certificate.Reading.FullPath(path);
        if (!File.Exists(full))
            certificate.Wrong(key, $"\"{JsonWords.Show(path)}\" is no file (looked for as {JsonWords.Show(full, 400)})");
        return full;
    }

    private static TimeoutConfig ReadTimeouts(ObjectReader timeouts)
    {
        var by = new TimeoutConfig();
        return new TimeoutConfig
        {
            HeadMs = Time("headMs", by.HeadMs),
            BodyMs = Time("bodyMs", by.BodyMs),
            KeepAliveMs = Time("keepAliveMs", by.KeepAliveMs),
            TunnelMs = Time("tunnelMs", by.TunnelMs),
            ResponseMs = Time("responseMs", by.ResponseMs),
            ConnectMs = Time("connectMs", by.ConnectMs),
        };

        int Time(string key, int otherwise) => timeouts.Int(key, otherwise, 0, Bounds.TimeMsMax);
    }

    private static IReadOnlyList<IPNetwork> ReadNetworks(ObjectReader listener) =>
        listener.List<IPNetwork>("trustedProxies", required: false, (element, path, items) =>
        {
            if (JsonWords.TryText(element, out var text) && TryNetwork(text, out var network))
                items.Add(network);
            else
                listener.Reading.Wrong(path, $"{JsonWords.Show(element)} is not a network such as 10.0.0.0/8 or an address");
        });

    /// <summary>An address alone is a network of one.</summary>
    private static bool TryNetwork(string text, out IPNetwork network)
    {
        if (text.Contains('/', StringComparison.Ordinal))
            return IPNetwork.TryParse(text, out network);
        network = default;
        if (!IPAddress.TryParse(text, out var address))
            return false;
        network = new IPNetwork(address, 8 * address.GetAddressBytes().Length);
        return true;
    }
}
