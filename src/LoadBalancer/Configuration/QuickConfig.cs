using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>What the short form of the command line says.</summary>
public sealed record QuickOptions
{
    /// <summary>--listen, once or more: http://127.0.0.1:8080, tcp://127.0.0.1:5432.</summary>
    public IReadOnlyList<string> Listens { get; init; } = [];

    /// <summary>--backend, once or more: http://127.0.0.1:9001 or 127.0.0.1:9001.</summary>
    public IReadOnlyList<string> Backends { get; init; } = [];

    /// <summary>--policy: random, roundRobin, leastConnections, ...</summary>
    public string? Policy { get; init; }

    /// <summary>--check: the path of an HTTP check; null = a connection is enough.</summary>
    public string? CheckPath { get; init; }

    /// <summary>--sticky: the name of the cookie; null = no sticky sessions.</summary>
    public string? StickyCookie { get; init; }

    /// <summary>--sticky-secret; null = a new one at each start, which ends the sessions' stickiness.</summary>
    public string? StickySecret { get; init; }

    /// <summary>--certificate: of the https listeners.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>--key.</summary>
    public string? KeyPath { get; init; }

    /// <summary>--backend-ca: who may have issued the certificates of https backends; null = the system's authorities.</summary>
    public string? BackendCaPath { get; init; }

    /// <summary>--backend-insecure: any certificate will do.</summary>
    public bool BackendInsecure { get; init; }

    /// <summary>--access-log: json or combined, to standard output.</summary>
    public string? AccessLog { get; init; }
}

/// <summary>
/// The short form: one backend "default" behind a listener "main" (then "main-2", ...), health by connection unless a path is given.
/// It is read as the JSON that it stands for, so that the same rules hold; errors name the switch.
/// </summary>
public static class QuickConfig
{
    private static readonly (string Path, string Switch)[] Switches =
    [
        ("listeners[0].certificates", "--certificate"), ("accessLog", "--access-log"),
        ("listeners[", "--listen"), ("listeners", "--listen"), ("backends[0].servers", "--backend"), ("backends[0].policy", "--policy"),
        ("backends[0].tls.caPath", "--backend-ca"), ("backends[0].healthCheck", "--check"),
        ("backends[0].sticky.secret", "--sticky-secret"), ("backends[0].sticky", "--sticky"),
    ];

    public static ConfigResult From(QuickOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Backends.Count == 0)
            return ConfigResult.Refused("--backend: is missing");
        if (options.StickySecret is not null && options.StickyCookie is null)
            return ConfigResult.Refused("--sticky-secret: needs --sticky beside it");
        var result = ConfigText.Parse(ToJson(options).WrittenSpan);
        return result.IsGood ? result : ConfigResult.Refused([.. result.Errors.Select(Rename)]);
    }

    private static ArrayBufferWriter<byte> ToJson(QuickOptions options)
    {
        var text = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(text);
        json.WriteStartObject();
        json.WriteList("listeners", options.Listens.Select((address, index) => (address, index)), (to, listen) =>
        {
            to.WriteStartObject();
            WriteCertificate(to, listen.address, options);
            to.WriteString("name", listen.index == 0 ? "main" : string.Create(CultureInfo.InvariantCulture, $"main-{listen.index + 1}"));
            to.WriteString("address", listen.address);
            to.WriteList("routes", ["default"], static (route, name) =>
            {
                route.WriteStartObject();
                route.WriteString("name", name);
                route.WriteTexts("targets", [name]);
                route.WriteEndObject();
            });
            to.WriteEndObject();
        });
        json.WriteList("backends", [options], WriteBackend);
        if (options.AccessLog is not null)
        {
            json.WriteStartObject("accessLog");
            json.WriteString("format", options.AccessLog);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return text;
    }

    private static void WriteCertificate(Utf8JsonWriter json, string address, QuickOptions options)
    {
        if (options.CertificatePath is null || !address.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
            return;
        json.WriteList("certificates", [options], static (to, given) =>
        {
            to.WriteStartObject();
            to.WriteString("certificatePath", given.CertificatePath);
            to.WriteOptional("keyPath", given.KeyPath);
            to.WriteEndObject();
        });
    }

    private static void WriteBackend(Utf8JsonWriter json, QuickOptions options)
    {
        json.WriteStartObject();
        json.WriteString("name", "default");
        json.WriteTexts("servers", options.Backends);
        json.WriteOptional("policy", options.Policy);
        if (options.Backends.Any(address => address.StartsWith("https:", StringComparison.OrdinalIgnoreCase)))
        {
            json.WriteStartObject("tls");
            json.WriteOptional("caPath", options.BackendCaPath);
            json.WriteBoolean("verify", !options.BackendInsecure);
            json.WriteEndObject();
        }

        json.WriteStartObject("healthCheck");
        json.WriteWord("kind", options.CheckPath is null ? CheckKind.Tcp : CheckKind.Http);
        json.WriteOptional("path", options.CheckPath);
        json.WriteEndObject();
        if (options.StickyCookie is not null)
        {
            json.WriteStartObject("sticky");
            json.WriteString("cookie", options.StickyCookie);
            json.WriteString("secret", options.StickySecret ?? RandomNumberGenerator.GetHexString(32));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The switch instead of the path; what follows ": " is for the reader either way.</summary>
    private static string Rename(string error)
    {
        var end = error.IndexOf(": ", StringComparison.Ordinal);
        var other = error.IndexOf(" is taken by ", StringComparison.Ordinal);
        if (other > 0)
            error = error[..other] + " is given twice";
        foreach (var (path, name) in Switches)
        {
            if (end > 0 && error.StartsWith(path, StringComparison.Ordinal))
                return name + error[end..];
        }

        return error;
    }
}
