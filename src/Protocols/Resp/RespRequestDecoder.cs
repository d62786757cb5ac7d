using FromScratch.Core;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.Protocols.Resp;

/// <summary>
/// Finds requests, multibulk and inline, one at a time, and remembers how far it came in an unfinished one: a long request that arrives in
/// pieces is looked at once. One per connection. Ordinary requests are read without allocation.
/// </summary>
/// <remarks>
/// As Redis does, line ends are found by their carriage return and the byte behind it is not looked at, nor are the two bytes behind an
/// argument; a zero byte inside a line hides the line's end.
/// </remarks>
public sealed class RespRequestDecoder : IDisposable
{
    private readonly ArgumentRanges _arguments = new();
    private readonly InlineArguments _inline = new();

    /// <summary>Elements of the multibulk request that are still to come; 0 = at the start of a request.</summary>
    private int _missing;

    /// <summary>What the next byte to look at belongs to, counted from the start of the request.</summary>
    private int _at;

    /// <summary>Up to here no line end was found.</summary>
    private int _searched;

    /// <summary>Length of the argument whose bytes are awaited; -1 = its length comes first.</summary>
    private int _bulkLength = -1;

    /// <param name="input">Starts where the last request ended, and where the last NeedMore's input started.</param>
    /// <param name="limits">Those of the client at this moment.</param>
    /// <param name="request">Done: the request. NeedMore: <see cref="RespRequest.BytesWanted"/>. Invalid: <see cref="RespRequest.Fault"/>,
    /// and the decoder is of no more use.</param>
    public DecodeStatus Decode(ReadOnlySpan<byte> input, in RequestLimits limits, out RespRequest request)
    {
        if (_missing > 0)
            return ReadArguments(input, limits, out request);
        _arguments.Clear();
        _inline.Clear();
        if (input.IsEmpty)
            return NeedMore(0, out request);
        return input[0] == '*' ? ReadCount(input, limits, out request) : ReadInline(input, out request);
    }

    /// <summary>Gives back what a long request has rented.</summary>
    public void Dispose()
    {
        _arguments.Clear();
        _inline.Clear();
    }

    private DecodeStatus ReadCount(ReadOnlySpan<byte> input, in RequestLimits limits, out RespRequest request)
    {
        var end = FindLineEnd(input, RequestFaultKind.TooBigMultibulkCount, out var failed, out request);
        if (end < 0)
            return failed;
        if (!StrictInteger.TryParse(input[1..end], out var count) || count > int.MaxValue)
            return Invalid(RequestFaultKind.InvalidMultibulkLength, out request);
        if (count > limits.ElementsMax)
        {
            return Invalid(
                limits.Authenticated ? RequestFaultKind.InvalidMultibulkLength : RequestFaultKind.UnauthenticatedMultibulkLength,
                out request);
        }

        MoveTo(end + 2);
        if (count <= 0)
            return Done(input, out request);
        _missing = (int)count;
        return ReadArguments(input, limits, out request);
    }

    private DecodeStatus ReadArguments(ReadOnlySpan<byte> input, in RequestLimits limits, out RespRequest request)
    {
        do
        {
            if (_bulkLength < 0 && !TryReadShortLength(input, limits.BulkBytesMax))
            {
                var status = ReadLength(input, limits, out request);
                if (status != DecodeStatus.Done)
                    return status;
            }

            var next = (long)_at + _bulkLength + 2;
            if (next > RequestLimits.RequestBytesMax)
                return Invalid(RequestFaultKind.TooBigRequest, out request);
            if (next > input.Length)
                return NeedMore((int)next, out request);
            _arguments.Add(_at, _bulkLength);
            _bulkLength = -1;
            MoveTo((int)next);
        }
        while (--_missing > 0);

        return Done(input, out request);
    }

    /// <summary>A well-formed length of up to four digits, the usual case. False = leave it to <see cref="ReadLength"/>.</summary>
    private bool TryReadShortLength(ReadOnlySpan<byte> input, int bulkBytesMax)
    {
        const int digitsMax = 4;
        var at = _at;
        if (input.Length - at < digitsMax + 3 || input[at] != '$')
            return false;
        var first = at + 1;
        var length = 0;
        for (at = first; at < first + digitsMax && (uint)(input[at] - '0') <= 9; at++)
            length = (length * 10) + (input[at] - '0');
        if (at == first || input[at] != '\r' || (input[first] == '0' && at > first + 1) || length > bulkBytesMax)
            return false;
        _bulkLength = length;
        MoveTo(at + 2);
        return true;
    }

    private DecodeStatus ReadLength(ReadOnlySpan<byte> input, in RequestLimits limits, out RespRequest request)
    {
        var end = FindLineEnd(input, RequestFaultKind.TooBigBulkCount, out var failed, out request);
        if (end < 0)
            return failed;
        if (input[_at] != '$')
        {
            request = new RespRequest(new RequestFault(RequestFaultKind.ExpectedBulk, input[_at]));
            return DecodeStatus.Invalid;
        }

        if (!StrictInteger.TryParse(input[(_at + 1)..end], out var length) || length is < 0 or > int.MaxValue)
            return Invalid(RequestFaultKind.InvalidBulkLength, out request);
        if (length > limits.BulkBytesMax)
        {
            var tooLongForAnyone = limits.Authenticated || length > RequestLimits.BulkBytesMaxDefault;
            return Invalid(
                tooLongForAnyone ? RequestFaultKind.InvalidBulkLength : RequestFaultKind.UnauthenticatedBulkLength, out request);
        }

        _bulkLength = (int)length;
        MoveTo(end + 2);
        return DecodeStatus.Done;
    }

    private DecodeStatus ReadInline(ReadOnlySpan<byte> input, out RespRequest request)
    {
        var found = input[_searched..].IndexOfAny((byte)'\n', (byte)0);
        var newline = found < 0 ? input.Length : _searched + found;
        if (newline == input.Length || input[newline] == 0)
        {
            _searched = newline;
            return input.Length > RequestLimits.LineBytesMax
                ? Invalid(RequestFaultKind.TooBigInline, out request)
                : NeedMore(0, out request);
        }

        if (newline > RequestLimits.LineBytesMax)
            return Invalid(RequestFaultKind.TooBigInline, out request);
        MoveTo(newline + 1);
        var line = input[..(newline > 0 && input[newline - 1] == '\r' ? newline - 1 : newline)];
        if (!_inline.Split(line, _arguments))
            return Invalid(RequestFaultKind.UnbalancedQuotes, out request);
        return Done(_inline.BytesOf(input), out request);
    }

    /// <summary>Offset of the carriage return that ends the line at hand; -1 = it or the byte behind it is not there.</summary>
    private int FindLineEnd(
        ReadOnlySpan<byte> input, RequestFaultKind tooLong, out DecodeStatus failed, out RespRequest request)
    {
        var start = Math.Max(_at, _searched);
        var found = start < input.Length ? input[start..].IndexOfAny((byte)'\r', (byte)0) : -1;
        var end = found < 0 ? input.Length : start + found;
        var visible = end < input.Length && input[end] == '\r';
        if (visible ? end - _at > RequestLimits.LineBytesMax : input.Length - _at > RequestLimits.LineBytesMax)
        {
            failed = Invalid(tooLong, out request);
            return -1;
        }

        if (!visible || end + 2 > input.Length)
        {
            _searched = end;
            failed = NeedMore(0, out request);
            return -1;
        }

        failed = DecodeStatus.Done;
        request = default;
        return end;
    }

    private void MoveTo(int offset)
    {
        _at = offset;
        _searched = offset;
    }

    private DecodeStatus Done(ReadOnlySpan<byte> bytes, out RespRequest request)
    {
        request = new RespRequest(bytes, _arguments.Span, _at);
        MoveTo(0);
        return DecodeStatus.Done;
    }

    private static DecodeStatus NeedMore(int bytesWanted, out RespRequest request)
    {
        request = new RespRequest(bytesWanted);
        return DecodeStatus.NeedMore;
    }

    private static DecodeStatus Invalid(RequestFaultKind kind, out RespRequest request)
    {
        request = new RespRequest(new RequestFault(kind));
        return DecodeStatus.Invalid;
    }
}
