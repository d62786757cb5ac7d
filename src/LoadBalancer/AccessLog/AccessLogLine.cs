using FromScratch.Core.Buffers;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.AccessLog;

/// <summary>Formats one line of the access log. Without allocation; whatever bytes the request held, it stays one line.</summary>
public static class AccessLogLine
{
    public static void Write(OutputBuffer output, AccessLogFormat format, in AccessRecord record)
    {
        if (format == AccessLogFormat.Json)
            WriteJson(output, record);
        else if (format == AccessLogFormat.Combined)
            WriteCombined(output, record);
    }

    /// <summary>One object. Texts that there are not, and times that were not reached, are left out.</summary>
    public static void WriteJson(OutputBuffer output, in AccessRecord record)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write("{\"time\":\""u8);
        LogTime.WriteIso(output, record.UnixMs);
        output.Write("\""u8);
        Text(output, ",\"client\":\""u8, record.Client);
        Number(output, ",\"clientPort\":"u8, record.ClientPort);
        Text(output, ",\"listener\":\""u8, record.Listener);
        Text(output, ",\"route\":\""u8, record.Route);
        Text(output, ",\"backend\":\""u8, record.Backend);
        Text(output, ",\"server\":\""u8, record.Server);
        Text(output, ",\"method\":\""u8, record.Method);
        Text(output, ",\"target\":\""u8, record.Target);
        Text(output, ",\"version\":\""u8, record.Version);
        Text(output, ",\"host\":\""u8, record.Host);
        Number(output, ",\"status\":"u8, record.Status);
        Number(output, ",\"bytesIn\":"u8, record.BytesIn);
        Number(output, ",\"bytesOut\":"u8, record.BytesOut);
        Time(output, ",\"headUs\":"u8, record.HeadMicroseconds);
        Time(output, ",\"queueUs\":"u8, record.QueueMicroseconds);
        Time(output, ",\"connectUs\":"u8, record.ConnectMicroseconds);
        Time(output, ",\"responseUs\":"u8, record.ResponseMicroseconds);
        Time(output, ",\"totalUs\":"u8, record.TotalMicroseconds);
        Number(output, ",\"retries\":"u8, record.Retries);
        Text(output, ",\"termination\":\""u8, record.Termination.Name());
        Text(output, ",\"terminationCode\":\""u8, record.Termination.Code());
        Text(output, ",\"userAgent\":\""u8, record.UserAgent);
        Text(output, ",\"referer\":\""u8, record.Referer);
        Text(output, ",\"traceId\":\""u8, record.TraceId);
        output.Write("}\n"u8);
    }

    /// <summary>client - - [time] "request line" status bytes "referer" "user agent".</summary>
    public static void WriteCombined(OutputBuffer output, in AccessRecord record)
    {
        ArgumentNullException.ThrowIfNull(output);
        OrDash(output, record.Client);
        output.Write(" - - ["u8);
        LogTime.WriteApache(output, record.UnixMs);
        output.Write("] \""u8);
        if (record.Method.IsEmpty)
            output.Write("-"u8);
        else
            RequestLine(output, record);
        output.Write("\" "u8);
        LogText.WriteDigits(output, Math.Clamp(record.Status, 0, 999), 3);
        output.Write(" "u8);
        if (record.BytesOut > 0)
            LogText.WriteNumber(output, record.BytesOut);
        else
            output.Write("-"u8);
        output.Write(" \""u8);
        OrDash(output, record.Referer);
        output.Write("\" \""u8);
        OrDash(output, record.UserAgent);
        output.Write("\"\n"u8);
    }

    private static void RequestLine(OutputBuffer output, in AccessRecord record)
    {
        LogText.WriteApache(output, record.Method);
        output.Write(" "u8);
        LogText.WriteApache(output, record.Target);
        output.Write(" "u8);
        LogText.WriteApache(output, record.Version);
    }

    private static void OrDash(OutputBuffer output, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            output.Write("-"u8);
        else
            LogText.WriteApache(output, text);
    }

    /// <param name="output">Where to.</param>
    /// <param name="key">With the comma before it and the quote that begins the text.</param>
    /// <param name="text">Left out when it is empty.</param>
    private static void Text(OutputBuffer output, ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return;
        output.Write(key);
        LogText.WriteJson(output, text);
        output.Write("\""u8);
    }

    private static void Number(OutputBuffer output, ReadOnlySpan<byte> key, long number)
    {
        output.Write(key);
        LogText.WriteNumber(output, number);
    }

    private static void Time(OutputBuffer output, ReadOnlySpan<byte> key, long microseconds)
    {
        if (microseconds >= 0)
            Number(output, key, microseconds);
    }
}
