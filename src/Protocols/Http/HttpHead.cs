namespace FromScratch.Protocols.Http;

/// <summary>
/// What request and response heads have in common, as places in the bytes they were parsed from: nothing is copied, so a proxy can
/// forward fields as byte ranges. Reused from message to message; places belong to the input of the parser and live as long.
/// </summary>
public abstract class HttpHead
{
    private HttpField[] _fields = new HttpField[24];
    private int _fieldCount;

    private protected HttpHead()
    {
    }

    /// <summary>0 or 1: the minor of HTTP/1.x; a higher one counts as 1 (RFC 9110 section 2.5).</summary>
    public int MinorVersion { get; internal set; }

    /// <summary>All fields in the order they came in.</summary>
    public ReadOnlySpan<HttpField> Fields => _fields.AsSpan(0, _fieldCount);

    /// <summary>The known fields that are there.</summary>
    public KnownFieldSet Present { get; private set; }

    /// <summary>What the Connection fields say.</summary>
    public ConnectionOptions Connection { get; internal set; }

    /// <summary>The peer keeps the connection after this message (RFC 9112 section 9.3).</summary>
    public bool KeepAlive { get; internal set; }

    /// <summary>Bytes by Content-Length; 0 without one. Says nothing when the body is chunked.</summary>
    public long ContentLength { get; internal set; }

    public bool HasContentLength => Has(KnownField.ContentLength);

    /// <summary>The last transfer coding is chunked.</summary>
    public bool IsChunked { get; internal set; }

    /// <summary>Connection: upgrade with an Upgrade field; HTTP/1.0 has none (RFC 9110 section 7.8).</summary>
    public bool IsUpgrade => MinorVersion > 0 && (Connection & ConnectionOptions.Upgrade) != 0 && Has(KnownField.Upgrade);

    public bool Has(KnownField field) => Present.Contains(field);

    /// <summary>Index in <see cref="Fields"/> of the first such field from <paramref name="start"/> on; -1 when there is none.</summary>
    public int IndexOf(KnownField known, int start = 0)
    {
        if (!Has(known))
            return -1;
        for (var i = start; i < _fieldCount; i++)
        {
            if (_fields[i].Known == known)
                return i;
        }

        return -1;
    }

    /// <summary>Value of the first such field; empty when there is none.</summary>
    public ByteRange ValueOf(KnownField known)
    {
        var index = IndexOf(known);
        return index < 0 ? default : _fields[index].Value;
    }

    internal virtual void Clear()
    {
        _fieldCount = 0;
        MinorVersion = 0;
        Present = default;
        Connection = ConnectionOptions.None;
        ContentLength = 0;
        KeepAlive = IsChunked = false;
    }

    /// <summary>Takes note of one known field.</summary>
    internal abstract HttpParseError Note(ReadOnlySpan<byte> input, in HttpField field, HttpLimits limits);

    /// <summary>What can only be judged when all fields are known.</summary>
    internal abstract HttpParseError Finish(ReadOnlySpan<byte> input);

    internal void Add(in HttpField field)
    {
        Present = Present.With(field.Known);
        if (_fieldCount == _fields.Length)
            Array.Resize(ref _fields, 2 * _fields.Length);
        _fields[_fieldCount++] = field;
    }

    internal void MarkNamedByConnection(int index) => _fields[index] = _fields[index] with { IsNamedByConnection = true };
}
