namespace FromScratch.Protocols.Resp;

/// <summary>
/// One request as it lies in the input, or why there is none yet. Valid until the decoder's next call and as long as the input is.
/// </summary>
public readonly ref struct RespRequest
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<ArgumentRange> _arguments;

    internal RespRequest(ReadOnlySpan<byte> bytes, ReadOnlySpan<ArgumentRange> arguments, int wireLength)
    {
        _bytes = bytes;
        _arguments = arguments;
        WireLength = wireLength;
    }

    internal RespRequest(int bytesWanted) => BytesWanted = bytesWanted;

    internal RespRequest(RequestFault fault) => Fault = fault;

    /// <summary>Arguments, the command's name included. 0 = an empty line or array: nothing to execute and nothing to answer.</summary>
    public int Count => _arguments.Length;

    /// <summary>Bytes of the input that the request takes.</summary>
    public int WireLength { get; }

    /// <summary>With NeedMore: how many bytes of input make the next call useful; 0 when unknown.</summary>
    public int BytesWanted { get; }

    /// <summary>With Invalid: what to answer before closing.</summary>
    public RequestFault Fault { get; }

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var range = _arguments[index];
            return _bytes.Slice(range.Offset, range.Length);
        }
    }
}
