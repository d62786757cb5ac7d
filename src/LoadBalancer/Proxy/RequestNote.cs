using FromScratch.LoadBalancer.Routing;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>What the access log will say of a request, copied while its head is at hand. One per connection, used again.</summary>
internal sealed class RequestNote
{
    private byte[] _bytes = new byte[512];
    private int _length;
    private ByteRange _method;
    private ByteRange _target;
    private ByteRange _host;
    private ByteRange _userAgent;
    private ByteRange _referer;
    private ByteRange _traceId;
    private bool _isHttp10;

    public ReadOnlySpan<byte> Method => _method.Of(_bytes);

    public ReadOnlySpan<byte> Target => _target.Of(_bytes);

    public ReadOnlySpan<byte> Host => _host.Of(_bytes);

    public ReadOnlySpan<byte> UserAgent => _userAgent.Of(_bytes);

    public ReadOnlySpan<byte> Referer => _referer.Of(_bytes);

    public ReadOnlySpan<byte> TraceId => _traceId.Of(_bytes);

    public ReadOnlySpan<byte> Version => _method.IsEmpty ? default : _isHttp10 ? "HTTP/1.0"u8 : "HTTP/1.1"u8;

    /// <summary>Bytes of body and head that came and went for this request.</summary>
    public long BytesIn { get; set; }

    public long BytesOut { get; set; }

    public void Take(HttpRequestHead head, ReadOnlySpan<byte> input)
    {
        _length = 0;
        (BytesIn, BytesOut) = (input.Length, 0);
        _isHttp10 = head.MinorVersion == 0;
        _method = Add(head.Method.Of(input));
        _target = Add(head.Target.Of(input));
        _host = Add(head.EffectiveHost.Of(input));
        _userAgent = Add(FieldText.Of(head, input, "User-Agent"));
        _referer = Add(FieldText.Of(head, input, "Referer"));
        var trace = head.ValueOf(KnownField.TraceParent).Of(input);
        _traceId = trace.Length >= 35 ? Add(trace.Slice(3, 32)) : default;
    }

    /// <summary>There was no head that could be read.</summary>
    public void Clear()
    {
        _length = 0;
        _method = _target = _host = _userAgent = _referer = _traceId = default;
        (BytesIn, BytesOut) = (0, 0);
    }

    private ByteRange Add(ReadOnlySpan<byte> text)
    {
        if (_bytes.Length - _length < text.Length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + text.Length));
        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
        return new ByteRange(_length - text.Length, text.Length);
    }
}
