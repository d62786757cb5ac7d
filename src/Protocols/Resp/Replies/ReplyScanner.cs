using System.Runtime.CompilerServices;
using FromScratch.Core;

namespace FromScratch.Protocols.Resp.Replies;

/// <summary>
/// Finds where a reply ends, RESP2 or RESP3, nested or not, and checks it on the way. Remembers how far it came in an unfinished one, so a
/// large reply in pieces is looked at once. Allocates nothing; one per connection. What Done has measured, <see cref="ReplyReader"/> reads.
/// </summary>
public sealed class ReplyScanner
{
    private Counts _left;
    private int _depth;
    private int _elements;
    private int _at;
    private int _searched;

    public ReplyScanner() => Restart();

    /// <summary>With NeedMore: how many bytes of input make the next call useful; 0 when unknown.</summary>
    public int BytesWanted { get; private set; }

    /// <param name="input">Starts where the last reply ended, and where the last NeedMore's input started.</param>
    /// <param name="limits">A reply that passes one of them is Invalid.</param>
    /// <param name="length">With Done: the reply's bytes.</param>
    /// <returns>After Invalid the scanner is of no more use.</returns>
    public DecodeStatus Scan(ReadOnlySpan<byte> input, in ReplyLimits limits, out int length)
    {
        length = 0;
        BytesWanted = 0;
        while (_depth >= 0)
        {
            var status = ScanElement(input, limits);
            if (status != DecodeStatus.Done)
                return status;
            while (_depth >= 0 && _left[_depth] == 0)
                _depth--;
        }

        length = _at;
        Restart();
        return DecodeStatus.Done;
    }

    private DecodeStatus ScanElement(ReadOnlySpan<byte> input, in ReplyLimits limits)
    {
        var end = FindLineEnd(input, limits.LineBytesMax, out var failed);
        if (end < 0)
            return failed;
        var type = (RespType)input[_at];
        if (!ReplyLine.TryRead(type, input[(_at + 1)..end], out var number) || _elements == limits.ElementsMax)
            return DecodeStatus.Invalid;
        switch (type)
        {
            case RespType.BulkString or RespType.BulkError or RespType.VerbatimString when number >= 0:
                return ScanPayload(input, end + 2, number, limits);
            case RespType.Array or RespType.Set or RespType.Push when number > 0:
                return Open(end + 2, number, 1, limits);
            case RespType.Map when number > 0:
                return Open(end + 2, number, 2, limits);
            case RespType.Attribute:
                _left[_depth]++;
                return number > 0 ? Open(end + 2, number, 2, limits) : Complete(end + 2, limits);
            default:
                return Complete(end + 2, limits);
        }
    }

    /// <summary>Offset of the carriage return of the line at hand; -1 = not there yet, or too far off.</summary>
    private int FindLineEnd(ReadOnlySpan<byte> input, int lineBytesMax, out DecodeStatus failed)
    {
        var found = _searched < input.Length ? input[_searched..].IndexOf((byte)'\r') : -1;
        var end = found < 0 ? input.Length : _searched + found;
        failed = end - _at > lineBytesMax ? DecodeStatus.Invalid : DecodeStatus.NeedMore;
        if (failed == DecodeStatus.Invalid)
            return -1;
        if (end + 1 < input.Length)
        {
            failed = input[end + 1] == '\n' ? DecodeStatus.Done : DecodeStatus.Invalid;
            return failed == DecodeStatus.Done ? end : -1;
        }

        _searched = end;
        return -1;
    }

    private DecodeStatus ScanPayload(ReadOnlySpan<byte> input, int start, long length, in ReplyLimits limits)
    {
        if (length > limits.ReplyBytesMax - start - 2)
            return DecodeStatus.Invalid;
        var next = start + (int)length + 2;
        if (next > input.Length)
        {
            BytesWanted = next;
            return DecodeStatus.NeedMore;
        }

        return input[next - 2] == '\r' && input[next - 1] == '\n' ? Complete(next, limits) : DecodeStatus.Invalid;
    }

    private DecodeStatus Open(int next, long count, int valuesEach, in ReplyLimits limits)
    {
        if (_depth == ReplyLimits.DepthMax || count > limits.ElementsMax / valuesEach)
            return DecodeStatus.Invalid;
        var status = Complete(next, limits);
        _left[++_depth] = (int)count * valuesEach;
        return status;
    }

    /// <summary>An attribute stands beside the value it belongs to: its place was added where it was found.</summary>
    private DecodeStatus Complete(int next, in ReplyLimits limits)
    {
        _elements++;
        _left[_depth]--;
        _at = next;
        _searched = next;
        return next <= limits.ReplyBytesMax ? DecodeStatus.Done : DecodeStatus.Invalid;
    }

    private void Restart()
    {
        _left[0] = 1;
        _depth = 0;
        _elements = 0;
        _at = 0;
        _searched = 0;
    }

    /// <summary>Elements still to come, one figure per aggregate around the next one; the first is the reply itself.</summary>
    [InlineArray(ReplyLimits.DepthMax + 1)]
    private struct Counts
    {
        private int _first;
    }
}
