using System.Buffers;

namespace FromScratch.Protocols.Http;

/// <summary>Writes HTTP/1.1 responses whose length is known (RFC 9112 section 6.2).</summary>
public static class HttpResponseWriter
{
    /// <summary>Status line, Content-Type, Content-Length, Connection and the empty line; the body follows from the caller.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="status">Three digits.</param>
    /// <param name="contentType">Value of Content-Type.</param>
    /// <param name="contentLength">Bytes of the body (of the body that GET would get, for HEAD).</param>
    /// <param name="keepAlive">False announces the close.</param>
    /// <param name="extraFields">Whole field lines with CRLF each, or empty.</param>
    public static void WriteHead(
        IBufferWriter<byte> output, int status, ReadOnlySpan<byte> contentType, long contentLength, bool keepAlive,
        ReadOnlySpan<byte> extraFields = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        HttpWriter.StatusLine(output, status);
        HttpWriter.Field(output, "Content-Type"u8, contentType);
        HttpWriter.ContentLength(output, contentLength);
        if (!keepAlive)
            HttpWriter.ConnectionClose(output);
        output.Write(extraFields);
        HttpWriter.EndOfHead(output);
    }

    /// <summary>A whole response with a short text for a person.</summary>
    public static void WriteText(
        IBufferWriter<byte> output, int status, ReadOnlySpan<byte> text, bool keepAlive, bool headOnly = false,
        ReadOnlySpan<byte> extraFields = default)
    {
        WriteHead(output, status, "text/plain; charset=utf-8"u8, text.Length, keepAlive, extraFields);
        if (!headOnly)
            output.Write(text);
    }
}
