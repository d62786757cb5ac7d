using FromScratch.Core;

namespace FromScratch.Protocols.Http;

/// <summary>
/// Follows one body from its first byte to its end, in either direction (RFC 9112 sections 6 and 7). <see cref="Relay"/> is for a proxy
/// that passes the bytes on as they came, chunk lines included, all of them checked; <see cref="Decode"/> is for a reader of the
/// payload. Bytes that are not consumed are an incomplete chunk or trailer line, which is short: they are to be given again with more.
/// A fault is final. A plain struct for a field of the connection; not to be copied while in use.
/// </summary>
public struct BodyReader
{
    private ChunkedReader _chunks;
    private BodyFraming _framing;
    private HttpParseError _error;
    private long _left;
    private bool _isDone;

    /// <param name="framing">How the end is found.</param>
    /// <param name="contentLength">Bytes when it is by length.</param>
    /// <param name="limits">Bounds of chunked bodies; a Content-Length was judged with its head.</param>
    public BodyReader(BodyFraming framing, long contentLength, HttpLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentOutOfRangeException.ThrowIfNegative(contentLength);
        _framing = framing;
        _left = framing switch
        {
            BodyFraming.Length => contentLength,
            BodyFraming.ToClose => limits.BodyBytesMax,
            _ => 0,
        };
        _isDone = framing == BodyFraming.None || framing == BodyFraming.Length && contentLength == 0;
        _chunks = new ChunkedReader(limits);
    }

    /// <summary>The body of this request.</summary>
    public static BodyReader Of(HttpRequestHead head, HttpLimits limits)
    {
        ArgumentNullException.ThrowIfNull(head);
        return new BodyReader(head.Framing, head.ContentLength, limits);
    }

    /// <summary>The body of this response to a request with that method.</summary>
    public static BodyReader Of(HttpResponseHead head, KnownMethod method, HttpLimits limits)
    {
        ArgumentNullException.ThrowIfNull(head);
        return new BodyReader(head.FramingFor(method), head.ContentLength, limits);
    }

    public readonly BodyFraming Framing => _framing;

    /// <summary>The body has come to its end. Without a body it has from the start.</summary>
    public readonly bool IsDone => _isDone;

    /// <summary>Why the body is invalid; None while it is not.</summary>
    public readonly HttpParseError Error => _error;

    /// <summary>Bytes of the body that are still to come, when its length is known: for a relay that needs not look at them.</summary>
    public readonly long BytesLeft => _framing == BodyFraming.Length ? _left : 0;

    /// <summary>How much of the bytes at hand belongs to the message and can be passed on as it is.</summary>
    /// <param name="input">What was received and not consumed yet.</param>
    /// <param name="consumed">
    /// Bytes from its start that belong to the message. When the answer is Done, what follows is the next message. When it is Invalid,
    /// these were right and the next ones are wrong: the connection is of no use any more.
    /// </param>
    /// <returns>Done at the end of the body, NeedMore before it.</returns>
    public DecodeStatus Relay(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        while (true)
        {
            var status = Decode(input[consumed..], out var step, out _);
            consumed += step;
            if (status != DecodeStatus.NeedMore || step == 0)
                return status;
        }
    }

    /// <summary>Finds the next piece of payload.</summary>
    /// <param name="input">What was received and not consumed yet.</param>
    /// <param name="consumed">Bytes from its start that are done with.</param>
    /// <param name="payload">Place of payload in it; empty when there was only framing.</param>
    /// <returns>
    /// Done when the body ends with this piece. NeedMore when it goes on: to be called again with the rest at once, unless nothing was
    /// consumed.
    /// </returns>
    public DecodeStatus Decode(ReadOnlySpan<byte> input, out int consumed, out ByteRange payload)
    {
        consumed = 0;
        payload = default;
        if (_error != HttpParseError.None)
            return DecodeStatus.Invalid;
        if (_isDone)
            return DecodeStatus.Done;
        if (_framing == BodyFraming.Chunked)
            return DecodeChunked(input, out consumed, out payload);
        if (_left == 0 && !input.IsEmpty)
            return Fail(HttpParseError.BodyTooLarge);
        consumed = (int)Math.Min(input.Length, _left);
        payload = new ByteRange(0, consumed);
        _left -= consumed;
        _isDone = _framing == BodyFraming.Length && _left == 0;
        return _isDone ? DecodeStatus.Done : DecodeStatus.NeedMore;
    }

    /// <summary>
    /// The peer has closed. Done when that is how the body ends, or when it had ended before; otherwise the message is incomplete, which
    /// must never look complete to whoever it was relayed to (RFC 9112 section 8).
    /// </summary>
    public DecodeStatus PeerClosed()
    {
        if (_error != HttpParseError.None)
            return DecodeStatus.Invalid;
        if (!_isDone && _framing != BodyFraming.ToClose)
            return Fail(HttpParseError.Incomplete);
        _isDone = true;
        return DecodeStatus.Done;
    }

    private DecodeStatus DecodeChunked(ReadOnlySpan<byte> input, out int consumed, out ByteRange payload)
    {
        var status = _chunks.Read(input, out consumed, out payload, out _error);
        _isDone = status == DecodeStatus.Done;
        return status;
    }

    private DecodeStatus Fail(HttpParseError why)
    {
        _error = why;
        return DecodeStatus.Invalid;
    }
}
