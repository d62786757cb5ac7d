using FromScratch.Core;

namespace FromScratch.Protocols.Http;

/// <summary>
/// The chunked transfer coding (RFC 9112 section 7.1), one element per step: a chunk line, data, the CRLF after data, a trailer line.
/// Sizes are hex digits and nothing else (no sign, 0x, underscore or blank), lines end with CRLF, extensions and trailers are bounded.
/// </summary>
internal struct ChunkedReader(HttpLimits limits)
{
    private State _state;
    private long _dataLeft;
    private long _bodyBytes;
    private int _extensionBytes;
    private int _trailerBytes;
    private int _trailerFields;

    private enum State : byte
    {
        Line,
        Data,
        DataEnd,
        Trailer,
    }

    /// <summary>Reads one element; see <see cref="BodyReader.Decode"/>.</summary>
    public DecodeStatus Read(ReadOnlySpan<byte> input, out int consumed, out ByteRange payload, out HttpParseError error)
    {
        consumed = 0;
        payload = default;
        error = HttpParseError.None;
        switch (_state)
        {
            case State.Line:
                return ReadLine(input, out consumed, out error);
            case State.Data:
                consumed = (int)Math.Min(input.Length, _dataLeft);
                payload = new ByteRange(0, consumed);
                _dataLeft -= consumed;
                if (_dataLeft == 0)
                    _state = State.DataEnd;
                return DecodeStatus.NeedMore;
            case State.DataEnd:
                return ReadDataEnd(input, out consumed, out error);
            default:
                return ReadTrailer(input, out consumed, out error);
        }
    }

    private DecodeStatus ReadLine(ReadOnlySpan<byte> input, out int consumed, out HttpParseError error)
    {
        consumed = 0;
        var status = ChunkLine.Read(input, limits, out var line, out error);
        if (status != DecodeStatus.Done)
            return status;
        if (line.Size > limits.BodyBytesMax - _bodyBytes)
            return FieldLine.Fail(HttpParseError.BodyTooLarge, out error);
        if (line.ExtensionBytes > limits.ChunkExtensionBytesTotalMax - _extensionBytes)
            return FieldLine.Fail(HttpParseError.ChunkExtensionTooLong, out error);
        _bodyBytes += line.Size;
        _extensionBytes += line.ExtensionBytes;
        _dataLeft = line.Size;
        _state = line.Size == 0 ? State.Trailer : State.Data;
        consumed = line.Bytes;
        return DecodeStatus.NeedMore;
    }

    private DecodeStatus ReadDataEnd(ReadOnlySpan<byte> input, out int consumed, out HttpParseError error)
    {
        consumed = 0;
        var status = FieldLine.ReadLineEnd(input, 0, out error);
        if (status == DecodeStatus.Invalid)
            return FieldLine.Fail(HttpParseError.BadChunk, out error);
        if (status == DecodeStatus.Done)
        {
            consumed = 2;
            _state = State.Line;
        }

        return DecodeStatus.NeedMore;
    }

    private DecodeStatus ReadTrailer(ReadOnlySpan<byte> input, out int consumed, out HttpParseError error)
    {
        consumed = 0;
        var room = limits.TrailerBytesMax - _trailerBytes;
        if (_trailerFields == limits.FieldsMax && !input.IsEmpty && input[0] != '\r')
            return FieldLine.Fail(HttpParseError.TooManyFields, out error);
        var status = FieldLine.Read(input[..Math.Min(input.Length, room)], 0, out var field, out error);
        if (status == DecodeStatus.NeedMore && input.Length >= room)
            return FieldLine.Fail(HttpParseError.TrailerTooLarge, out error);
        if (status == DecodeStatus.Invalid)
            return FieldLine.Fail(HttpParseError.BadTrailer, out error);
        if (status == DecodeStatus.NeedMore)
            return status;
        if (TrailerRules.IsForbidden(field.Known))
            return FieldLine.Fail(HttpParseError.BadTrailer, out error);
        consumed = field.LineEnd;
        _trailerBytes += consumed;
        _trailerFields++;
        return field.Name.IsEmpty ? DecodeStatus.Done : DecodeStatus.NeedMore;
    }
}
