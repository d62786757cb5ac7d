using System.Text;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Http;
using FromScratch.Transport;

namespace FromScratch.Hosting.Admin;

/// <summary>
/// One HTTP/1.1 connection to the admin server: GET and HEAD of the known paths, kept alive. A request with a body gets its answer and
/// then the close: nobody waits here for bytes that mean nothing.
/// </summary>
internal sealed class AdminSession(IReadOnlyDictionary<string, Func<AdminPage>> pages) : ISession
{
    private readonly HttpRequestHead _head = new();

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        var consumed = 0;
        while (true)
        {
            var rest = input[consumed..];
            switch (HttpRequestParser.Parse(rest, HttpLimits.Default, _head, out var length, out var error))
            {
                case DecodeStatus.NeedMore:
                    return new SessionResult(consumed, SessionNext.NeedInput);
                case DecodeStatus.Invalid:
                    HttpResponseWriter.WriteText(output, error.Status(), Encoding.ASCII.GetBytes($"{error}\n"), keepAlive: false);
                    return new SessionResult(input.Length, SessionNext.Close);
            }

            consumed += length;
            var keepAlive = _head.KeepAlive && !_head.HasBody;
            Answer(rest, output, keepAlive);
            if (!keepAlive)
                return new SessionResult(input.Length, SessionNext.Close);
            if (output.IsOverSoftLimit)
                return new SessionResult(consumed, SessionNext.Yield);
        }
    }

    public SessionNext Wake(OutputBuffer output) => SessionNext.NeedInput;

    public void Closed(CloseReason reason)
    {
        // Holds nothing.
    }

    private void Answer(ReadOnlySpan<byte> input, OutputBuffer output, bool keepAlive)
    {
        var method = _head.Method.Of(input);
        var headOnly = method.SequenceEqual("HEAD"u8);
        if (!headOnly && !method.SequenceEqual("GET"u8))
        {
            HttpResponseWriter.WriteText(output, 405, "GET and HEAD only\n"u8, keepAlive, extraFields: "Allow: GET, HEAD\r\n"u8);
            return;
        }

        if (!pages.TryGetValue(PathOf(_head.Target.Of(input)), out var page))
        {
            HttpResponseWriter.WriteText(output, 404, "no such page\n"u8, keepAlive, headOnly);
            return;
        }

        var answer = page();
        HttpResponseWriter.WriteHead(output, answer.Status, Encoding.ASCII.GetBytes(answer.ContentType), answer.Body.Length, keepAlive);
        if (!headOnly)
            output.Write(answer.Body.Span);
    }

    /// <summary>The path of /path?query, or of the absolute form that proxies send.</summary>
    private static string PathOf(ReadOnlySpan<byte> target)
    {
        if (Ascii.EqualsIgnoreCase(target[..Math.Min(7, target.Length)], "http://"u8))
        {
            var path = target[7..].IndexOf((byte)'/');
            target = path < 0 ? "/"u8 : target[(7 + path)..];
        }

        var query = target.IndexOf((byte)'?');
        return Encoding.ASCII.GetString(query < 0 ? target : target[..query]);
    }
}

/// <summary>Opens admin sessions over one set of pages, by path.</summary>
internal sealed class AdminSessionFactory(IReadOnlyDictionary<string, Func<AdminPage>> pages) : ISessionFactory
{
    public ISession Open(IConnection connection) => new AdminSession(pages);
}
