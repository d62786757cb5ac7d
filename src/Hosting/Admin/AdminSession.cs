using System.Buffers;
using System.Text;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Http;
using FromScratch.Transport;

namespace FromScratch.Hosting.Admin;

/// <summary>
/// One HTTP/1.1 connection to the admin server, kept alive. The host's own pages answer GET and HEAD; a request for one of them that has
/// a body gets its answer and then the close: nobody waits there for bytes that mean nothing. Every other path is the server's, with any
/// method and a bounded body.
/// </summary>
internal sealed class AdminSession(IReadOnlyDictionary<string, Func<AdminPage>> pages, Func<AdminRequest, AdminPage?>? more) : ISession
{
    private static readonly HttpLimits Limits = new(BodyBytesMax: AdminRequest.BodyBytesMax);

    private readonly HttpRequestHead _head = new();
    private bool _saidContinue;

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        var consumed = 0;
        while (true)
        {
            var rest = input[consumed..];
            switch (HttpRequestParser.Parse(rest, Limits, _head, out var length, out var error))
            {
                case DecodeStatus.NeedMore:
                    return new SessionResult(consumed, SessionNext.NeedInput);
                case DecodeStatus.Invalid:
                    return Refuse(error, input.Length, output);
            }

            var path = AdminTarget.PathOf(_head.Target.Of(rest), out var query);
            var keepAlive = _head.KeepAlive;
            if (more is null || pages.ContainsKey(path))
            {
                keepAlive &= !_head.HasBody;
                AnswerPage(rest, path, output, keepAlive);
            }
            else
            {
                var body = new ArrayBufferWriter<byte>();
                switch (ReadBody(rest[length..], body, out var bodyLength, out error))
                {
                    case DecodeStatus.NeedMore:
                        return AwaitBody(consumed, length, output);
                    case DecodeStatus.Invalid:
                        return Refuse(error, input.Length, output);
                }

                length += bodyLength;
                _saidContinue = false;
                AnswerServer(rest, path, query, body.WrittenMemory, output, keepAlive);
            }

            consumed += length;
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

    private static SessionResult Refuse(HttpParseError error, int inputLength, OutputBuffer output)
    {
        HttpResponseWriter.WriteText(output, error.Status(), Encoding.ASCII.GetBytes($"{error}\n"), keepAlive: false);
        return new SessionResult(inputLength, SessionNext.Close);
    }

    /// <summary>From the start each time: a body is short, and nothing has to be kept between two calls.</summary>
    private DecodeStatus ReadBody(ReadOnlySpan<byte> input, ArrayBufferWriter<byte> body, out int length, out HttpParseError error)
    {
        var reader = BodyReader.Of(_head, Limits);
        length = 0;
        while (true)
        {
            var status = reader.Decode(input[length..], out var step, out var payload);
            body.Write(payload.Of(input[length..]));
            length += step;
            error = reader.Error;
            if (status != DecodeStatus.NeedMore || step == 0)
                return status;
        }
    }

    private SessionResult AwaitBody(int consumed, int headLength, OutputBuffer output)
    {
        if (_head.ExpectsContinue && !_saidContinue)
            HttpWriter.Continue(output);
        _saidContinue = true;
        var wanted = _head.Framing == BodyFraming.Length ? headLength + (int)_head.ContentLength : 0;
        return new SessionResult(consumed, SessionNext.NeedInput, wanted);
    }

    private void AnswerPage(ReadOnlySpan<byte> input, string path, OutputBuffer output, bool keepAlive)
    {
        var method = _head.Method.Of(input);
        var headOnly = method.SequenceEqual("HEAD"u8);
        if (!headOnly && !method.SequenceEqual("GET"u8))
            HttpResponseWriter.WriteText(output, 405, "GET and HEAD only\n"u8, keepAlive, extraFields: "Allow: GET, HEAD\r\n"u8);
        else
            Write(pages.TryGetValue(path, out var page) ? page() : null, output, keepAlive, headOnly);
    }

    private void AnswerServer(
        ReadOnlySpan<byte> input, string path, string query, ReadOnlyMemory<byte> body, OutputBuffer output, bool keepAlive)
    {
        var method = Encoding.ASCII.GetString(_head.Method.Of(input));
        var headOnly = method == "HEAD";
        if (!headOnly && method != "GET" && AdminTarget.IsFromAnotherSite(_head, input))
        {
            HttpResponseWriter.WriteText(output, 403, "not from another site\n"u8, keepAlive);
            return;
        }

        Write(more!(new AdminRequest(headOnly ? "GET" : method, path, query, body)), output, keepAlive, headOnly);
    }

    private static void Write(AdminPage? page, OutputBuffer output, bool keepAlive, bool headOnly)
    {
        if (page is null)
        {
            HttpResponseWriter.WriteText(output, 404, "no such page\n"u8, keepAlive, headOnly);
            return;
        }

        var allow = page.Allow is null ? [] : Encoding.ASCII.GetBytes($"Allow: {page.Allow}\r\n");
        HttpResponseWriter.WriteHead(
            output, page.Status, Encoding.ASCII.GetBytes(page.ContentType), page.Body.Length, keepAlive, allow);
        if (!headOnly)
            output.Write(page.Body.Span);
    }
}

/// <summary>Opens admin sessions over one set of pages, by path.</summary>
/// <param name="pages">The host's own.</param>
/// <param name="more">Answers every other path; null, or an answer of null = there is no such page.</param>
internal sealed class AdminSessionFactory(
    IReadOnlyDictionary<string, Func<AdminPage>> pages, Func<AdminRequest, AdminPage?>? more = null) : ISessionFactory
{
    public ISession Open(IConnection connection) => new AdminSession(pages, more);
}
