using FromScratch.Core.Buffers;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Proxy;

/// <content>Answers that are made here, and the end of each request's account.</content>
internal sealed partial class HttpSession
{
    /// <summary>No server answers this request: the client gets the status and, where that is configured, the reason.</summary>
    public void Refuse(int status, EndReason reason, int retryAfterSeconds = 0)
    {
        if (_phase == Phase.Closing || IsGone)
            return;
        if (status is 400 or 405 or 408 || IsLeaving)
            KeepsAlive = false;
        var to = _loop.Scratch;
        to.Clear();
        HttpWriter.StatusLine(to, status);
        HttpWriter.Field(to, "Content-Type"u8, "text/plain; charset=utf-8"u8);
        var text = HttpReasons.Of(status);
        HttpWriter.ContentLength(to, text.Length + 1);
        if (!KeepsAlive)
            HttpWriter.ConnectionClose(to);
        to.Write(_loop.DateLine);
        if (State.Config.SendReason)
            HttpWriter.Field(to, "X-Balancer-Reason"u8, reason.Word());
        if (retryAfterSeconds > 0)
            WriteRetryAfter(to, retryAfterSeconds);
        HttpWriter.EndOfHead(to);
        if (_exchange.Method != KnownMethod.Head)
        {
            to.Write(text);
            to.Write("\n"u8);
        }

        Answered(status, reason);
    }

    /// <summary>Sends what stands in the scratch buffer.</summary>
    private void Answered(int status, EndReason reason)
    {
        Status = status;
        PushBody(_loop.Scratch.Written);
        _loop.Scratch.Clear();
        Ended(reason);
        AfterAnswer();
    }

    private static void WriteRetryAfter(OutputBuffer to, int seconds)
    {
        Span<byte> digits = stackalloc byte[11];
        System.Buffers.Text.Utf8Formatter.TryFormat(seconds, digits, out var count);
        HttpWriter.Field(to, "Retry-After"u8, digits[..count]);
    }

    /// <summary>The account of one request is closed.</summary>
    private void Ended(EndReason reason)
    {
        var counters = Counters;
        counters.Responses(Status);
        counters.Ends[(int)reason]++;
        if (_loop.AccessLog is { } log && _note is not null)
            Log(log, reason);
    }
}
