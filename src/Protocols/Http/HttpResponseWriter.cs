using System.Buffers.Text;
using FromScratch.Core.Buffers;

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
        OutputBuffer output, int status, ReadOnlySpan<byte> contentType, long contentLength, bool keepAlive,
        ReadOnlySpan<byte> extraFields = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write("HTTP/1.1 "u8);
        WriteNumber(output, status);
        output.Write(" "u8);
        output.Write(Reason(status));
        output.Write("\r\nContent-Type: "u8);
        output.Write(contentType);
        output.Write("\r\nContent-Length: "u8);
        WriteNumber(output, contentLength);
        output.Write(keepAlive ? "\r\n"u8 : "\r\nConnection: close\r\n"u8);
        output.Write(extraFields);
        output.Write("\r\n"u8);
    }

    /// <summary>A whole response with a short text for a person.</summary>
    public static void WriteText(
        OutputBuffer output, int status, ReadOnlySpan<byte> text, bool keepAlive, bool headOnly = false,
        ReadOnlySpan<byte> extraFields = default)
    {
        WriteHead(output, status, "text/plain; charset=utf-8"u8, text.Length, keepAlive, extraFields);
        if (!headOnly)
            output.Write(text);
    }

    /// <summary>The standard phrase of a status (RFC 9110 section 15); empty for one that is not known here.</summary>
    public static ReadOnlySpan<byte> Reason(int status) => status switch
    {
        200 => "OK"u8,
        400 => "Bad Request"u8,
        404 => "Not Found"u8,
        405 => "Method Not Allowed"u8,
        413 => "Content Too Large"u8,
        414 => "URI Too Long"u8,
        431 => "Request Header Fields Too Large"u8,
        500 => "Internal Server Error"u8,
        501 => "Not Implemented"u8,
        503 => "Service Unavailable"u8,
        505 => "HTTP Version Not Supported"u8,
        _ => ""u8,
    };

    private static void WriteNumber(OutputBuffer output, long value)
    {
        Utf8Formatter.TryFormat(value, output.GetSpan(20), out var written);
        output.Advance(written);
    }
}
