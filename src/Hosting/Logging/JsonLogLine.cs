using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FromScratch.Hosting.Logging;

/// <summary>
/// {"time","level","category","id","event","message", the message's own values by name in camel case, "error"}. Numbers and booleans stay
/// what they are, everything else is text.
/// </summary>
internal sealed class JsonLogLine : ILogLineFormat
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonLogLine Instance { get; } = new();

    public ReadOnlySpan<byte> Format(in LogEntry entry)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("time", entry.Time);
            json.WriteString("level", TextLogLine.Name(entry.Level));
            json.WriteString("category", entry.Category);
            json.WriteNumber("id", entry.Event.Id);
            if (entry.Event.Name is { } name)
                json.WriteString("event", name);
            json.WriteString("message", entry.Message);
            foreach (var (key, value) in entry.Values)
                WriteValue(json, key, value);
            if (entry.Error is { } error)
                json.WriteString("error", error.ToString());
            json.WriteEndObject();
        }

        bytes.Write("\n"u8);
        return bytes.WrittenSpan;
    }

    private static void WriteValue(Utf8JsonWriter json, string key, object? value)
    {
        if (key == "{OriginalFormat}")
            return;
        json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(key));
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int or long or uint or short or ushort or byte:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
