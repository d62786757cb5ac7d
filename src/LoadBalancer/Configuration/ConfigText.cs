using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>
/// Reads the text of lb.json: JSON with comments and commas at ends. Any bytes are answered with a configuration or with everything
/// that is wrong with them, never with an exception.
/// </summary>
public static class ConfigText
{
    private static readonly JsonDocumentOptions Relaxed =
        new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = true };

    /// <param name="text">UTF-8, with or without a byte order mark.</param>
    /// <param name="directory">Paths of files are relative to it; null = the working directory.</param>
    public static ConfigResult Parse(ReadOnlySpan<byte> text, string? directory = null) => Parse(text, directory, null);

    /// <param name="text">UTF-8, with or without a byte order mark.</param>
    /// <param name="directory">Paths of files are relative to it; null = the working directory.</param>
    /// <param name="keysAsked">Takes every key that was looked for; for tests.</param>
    internal static ConfigResult Parse(ReadOnlySpan<byte> text, string? directory, ISet<string>? keysAsked)
    {
        if (text.StartsWith("\uFEFF"u8))
            text = text[3..];
        if (!Utf8.IsValid(text))
            return ConfigResult.Refused($"line {LineOf(text)}: is not UTF-8");
        try
        {
            using var document = JsonDocument.Parse(text.ToArray(), Relaxed);
            return Read(document.RootElement, new ConfigReading(directory ?? Directory.GetCurrentDirectory(), keysAsked));
        }
        catch (JsonException error)
        {
            return ConfigResult.Refused(Explain(error));
        }
    }

    private static ConfigResult Read(JsonElement root, ConfigReading reading)
    {
        if (ObjectReader.Open(root, "", reading) is not { } top)
            return ConfigResult.Refused(reading.Errors);
        top.Ignore("$schema");
        var config = new BalancerConfig
        {
            Listeners = ListenerReader.ReadAll(top),
            Backends = BackendReader.ReadAll(top),
            Limits = top.Child("limits", ReadLimits) ?? new LimitsConfig(),
            AccessLog = top.Child("accessLog", ReadAccessLog) ?? new AccessLogConfig(),
        };
        top.Finish();
        reading.Resolve();
        return reading.IsGood ? new ConfigResult(config, []) : ConfigResult.Refused(reading.Errors);
    }

    private static LimitsConfig ReadLimits(ObjectReader limits)
    {
        var by = new LimitsConfig();
        var read = new LimitsConfig
        {
            ConnectionsMax = limits.Int("connectionsMax", by.ConnectionsMax, 1, Bounds.CountMax),
            RequestLineBytesMax = limits.Int("requestLineBytesMax", by.RequestLineBytesMax, 256, 1 << 20),
            HeadBytesMax = limits.Int("headBytesMax", by.HeadBytesMax, 1_024, Bounds.HeadBytesMax),
            FieldsMax = limits.Int("fieldsMax", by.FieldsMax, 1, 10_000),
            BodyBytesMax = limits.Long("bodyBytesMax", by.BodyBytesMax, 0, long.MaxValue),
        };
        if (read.HeadBytesMax < read.RequestLineBytesMax)
            limits.Wrong("headBytesMax", Invariant($"{read.HeadBytesMax} is less than requestLineBytesMax ({read.RequestLineBytesMax})"));
        return read;
    }

    private static AccessLogConfig ReadAccessLog(ObjectReader log)
    {
        var path = log.Text("path", TextRules.FilePath);
        return new AccessLogConfig
        {
            Format = log.Choice("format", new AccessLogConfig().Format),
            Path = path is null ? null : log.Reading.FullPath(path),
        };
    }

    /// <summary>The parser's words without its own count of lines, which begins at 0.</summary>
    internal static string Explain(JsonException error)
    {
        var what = error.Message.ReplaceLineEndings(" ");
        var place = what.IndexOf(" LineNumber:", StringComparison.Ordinal);
        what = place < 0 ? what : what[..place];
        return Invariant($"line {error.LineNumber + 1 ?? 1}, column {error.BytePositionInLine + 1 ?? 1}: {JsonWords.Show(what, 400)}");
    }

    /// <summary>The line with the first byte that belongs to no character.</summary>
    private static string LineOf(ReadOnlySpan<byte> text)
    {
        var good = 0;
        while (good < text.Length && Rune.DecodeFromUtf8(text[good..], out _, out var length) == OperationStatus.Done)
            good += length;
        return (text[..good].Count((byte)'\n') + 1).ToString(CultureInfo.InvariantCulture);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
