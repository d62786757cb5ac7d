using System.Buffers.Text;
using System.Text;
using FromScratch.LoadGen.Workload;

namespace FromScratch.LoadGen.Drivers;

/// <summary>
/// RESP2's <c>GET</c> and <c>SET</c> of one key each. A reply is compared with the very bytes it must consist of; only what differs is
/// parsed.
/// </summary>
public sealed class RespDriver(Dataset dataset) : IProtocolDriver
{
    /// <summary>"*3\r\n$3\r\nSET\r\n$250\r\n" + key + "\r\n$1048576\r\n" + value + "\r\n", without key and value.</summary>
    private const int BytesMaxBesideData = 48;

    /// <summary>A line longer than this is no reply to GET or SET.</summary>
    private const int ReplyLineBytesMax = 512;

    private readonly byte[] _setHead = Head("*3\r\n$3\r\nSET\r\n", dataset);
    private readonly byte[] _getHead = Head("*2\r\n$3\r\nGET\r\n", dataset);
    private readonly byte[] _bulkHead = new byte[16];

    public int ReplyPieceBytesMax => dataset.ValueBytesMax + ReplyLineBytesMax + 2;

    public int RequestBytesMax(OperationKind kind, int keyCount) =>
        BytesMaxBesideData + dataset.Keys.SizeBytes + (kind == OperationKind.Set ? dataset.ValueBytesMax : 0);

    public int WriteRequest(Span<byte> destination, OperationKind kind, ReadOnlySpan<long> keys)
    {
        var head = kind == OperationKind.Set ? _setHead : _getHead;
        head.CopyTo(destination);
        var at = head.Length;
        dataset.Keys.Write(destination[at..], keys[0]);
        at += dataset.Keys.SizeBytes;
        "\r\n"u8.CopyTo(destination[at..]);
        at += 2;
        if (kind != OperationKind.Set)
            return at;
        var value = dataset.ValueOf(keys[0]);
        at += WriteBulkHead(destination[at..], value.Length);
        value.CopyTo(destination[at..]);
        at += value.Length;
        "\r\n"u8.CopyTo(destination[at..]);
        return at + 2;
    }

    public bool TryRead(
        ReadOnlySpan<byte> input, OperationKind kind, ReadOnlySpan<long> keys,
        ref ReplyProgress progress, ReplyTally tally, out int consumed) =>
        kind == OperationKind.Set ? TryReadOk(input, tally, out consumed) : TryReadBulk(input, keys, tally, out consumed);

    private static bool TryReadOk(ReadOnlySpan<byte> input, ReplyTally tally, out int consumed)
    {
        if (!input.StartsWith("+OK\r\n"u8))
            return TryReadError(input, tally, out consumed);
        tally.Store();
        consumed = 5;
        return true;
    }

    private bool TryReadBulk(ReadOnlySpan<byte> input, ReadOnlySpan<long> keys, ReplyTally tally, out int consumed)
    {
        consumed = 0;
        var value = dataset.ValueOf(keys[0]);
        var headBytes = WriteBulkHead(_bulkHead, value.Length);
        if (!input.StartsWith(_bulkHead.AsSpan(0, headBytes)))
            return TryReadOther(input, keys, tally, out consumed);
        var total = headBytes + value.Length + 2;
        if (input.Length < total)
            return false;
        consumed = total;
        Check(input[headBytes..total], keys[0], value, tally);
        return true;
    }

    /// <summary>No such key, a value of another size, an error, or the beginning of anything.</summary>
    private bool TryReadOther(ReadOnlySpan<byte> input, ReadOnlySpan<long> keys, ReplyTally tally, out int consumed)
    {
        consumed = 0;
        if (!input.StartsWith("$"u8))
            return TryReadError(input, tally, out consumed);
        var end = LineEnd(input);
        if (end < 0)
            return false;
        var line = input[1..(end - 1)];
        if (!Utf8Parser.TryParse(line, out int length, out var digits) || digits != line.Length
            || length < -1 || length > ReplyPieceBytesMax)
            throw Desync(input[..end]);
        if (length < 0)
        {
            tally.Miss(keys);
            consumed = end + 1;
            return true;
        }
        var total = end + 1 + length + 2;
        if (input.Length < total)
            return false;
        consumed = total;
        Check(input[(end + 1)..total], keys[0], dataset.ValueOf(keys[0]), tally);
        return true;
    }

    private static void Check(ReadOnlySpan<byte> received, long key, ReadOnlySpan<byte> value, ReplyTally tally)
    {
        if (!received.EndsWith("\r\n"u8))
            throw new ProtocolDesyncException($"the value of key {key} does not end in CR LF");
        if (received[..^2].SequenceEqual(value))
            tally.Hit();
        else
            tally.WrongValue(key, value.Length, received.Length - 2);
    }

    private static bool TryReadError(ReadOnlySpan<byte> input, ReplyTally tally, out int consumed)
    {
        consumed = 0;
        var end = LineEnd(input);
        if (end < 0)
            return false;
        var line = input[..end];
        if (!line.StartsWith("-"u8))
            throw Desync(line);
        if (line.StartsWith("-OOM "u8))
            tally.Refuse();
        else
            tally.ErrorReply(Encoding.ASCII.GetString(line[1..]).TrimEnd());
        consumed = end + 1;
        return true;
    }

    /// <summary>Index of the line's LF, which follows a CR, or -1 when it has not come yet.</summary>
    private static int LineEnd(ReadOnlySpan<byte> input)
    {
        var end = input.IndexOf((byte)'\n');
        if (end < 0 ? input.Length > ReplyLineBytesMax : end == 0 || input[end - 1] != '\r')
            throw Desync(input);
        return end;
    }

    private static int WriteBulkHead(Span<byte> destination, int valueBytes)
    {
        destination[0] = (byte)'$';
        Utf8Formatter.TryFormat(valueBytes, destination[1..], out var digits);
        "\r\n"u8.CopyTo(destination[(1 + digits)..]);
        return digits + 3;
    }

    private static byte[] Head(string command, Dataset dataset) => Encoding.ASCII.GetBytes($"{command}${dataset.Keys.SizeBytes}\r\n");

    private static ProtocolDesyncException Desync(ReadOnlySpan<byte> bytes) =>
        new($"unexpected reply: {Encoding.ASCII.GetString(bytes[..Math.Min(bytes.Length, 120)]).TrimEnd()}");
}
