using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>
/// A configuration as JSON with every key that has a value, defaults too: what is in force, for the operator. With its secrets it can
/// be read again and is the same.
/// </summary>
public static class ConfigWriter
{
    /// <summary>Stands where a secret is not shown.</summary>
    public const string HiddenSecret = "***";

    private static readonly JsonWriterOptions Pretty = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(BalancerConfig config, bool withSecrets = false)
    {
        ArgumentNullException.ThrowIfNull(config);
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Pretty))
        {
            json.WriteStartObject();
            json.WriteList("listeners", config.Listeners, ListenerWriter.Write);
            json.WriteList("backends", config.Backends, (to, backend) => BackendWriter.Write(to, backend, withSecrets));
            Write(json, config.Limits);
            Write(json, config.AccessLog);
            json.WriteEndObject();
        }

        return text.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, LimitsConfig limits)
    {
        json.WriteStartObject("limits");
        json.WriteNumber("connectionsMax", limits.ConnectionsMax);
        json.WriteNumber("requestLineBytesMax", limits.RequestLineBytesMax);
        json.WriteNumber("headBytesMax", limits.HeadBytesMax);
        json.WriteNumber("fieldsMax", limits.FieldsMax);
        json.WriteNumber("bodyBytesMax", limits.BodyBytesMax);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AccessLogConfig log)
    {
        json.WriteStartObject("accessLog");
        json.WriteWord("format", log.Format);
        json.WriteOptional("path", log.Path);
        json.WriteEndObject();
    }
}
