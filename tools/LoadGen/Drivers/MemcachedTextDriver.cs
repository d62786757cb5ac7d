using System.Buffers.Text;
using System.Text;
using FromScratch.LoadGen.Workload;

namespace FromScratch.LoadGen.Drivers;

/// <summary>
/// Memcached's classic text protocol, <c>get</c> and <c>set</c> (protocol.txt, "Storage commands" and "Retrieval command"). The fast
/// path compares a reply with the very bytes it must consist of; only what differs is parsed.
/// </summary>
public sealed class MemcachedTextDriver(Dataset dataset, int ttlSeconds) : IProtocolDriver
{
    /// <summary>"VALUE " + key + " 0 1048576\r\n", or "set " + key + " 0 2592000 1048576\r\n", without the key.</summary>
    private const int LineBytesMaxBesideKey = 40;

    /// <summary>A reply line longer than this is no memcached reply.</summary>
    private const int ReplyLineBytesMax = 512;

    private readonly byte[] _header = new byte[KeyFormat.SizeBytesMax + LineBytesMaxBesideKey];
    private readonly byte[] _setMiddle = Encoding.ASCII.GetBytes($" 0 {ttlSeconds} ");

    public int ReplyPieceBytesMax => dataset.ValueBytesMax + ReplyLineBytesMax + 2;

    public int RequestBytesMax(OperationKind kind, int keyCount) => kind == OperationKind.Set
        ? dataset.Keys.SizeBytes + LineBytesMaxBesideKey + dataset.ValueBytesMax + 2
        : 5 + (keyCount * (dataset.Keys.SizeBytes + 1));

    public int WriteRequest(Span<byte> destination, OperationKind kind, ReadOnlySpan<long> keys) =>
        kind == OperationKind.Set ? WriteSet(destination, keys[0]) : WriteGet(destination, keys);

    public bool TryRead(
        ReadOnlySpan<byte> input, OperationKind kind, ReadOnlySpan<long> keys,
        ref ReplyProgress progress, ReplyTally tally, out int consumed) =>
        kind == OperationKind.Set
            ? TryReadStored(input, tally, out consumed)
            : TryReadValues(input, keys, ref progress, tally, out consumed);

    private int WriteGet(Span<byte> destination, ReadOnlySpan<long> keys)
    {
        "get"u8.CopyTo(destination);
        var at = 3;
        foreach (var key in keys)
        {
            destination[at++] = (byte)' ';
            dataset.Keys.Write(destination[at..], key);
            at += dataset.Keys.SizeBytes;
        }
        "\r\n"u8.CopyTo(destination[at..]);
        return at + 2;
    }

    private int WriteSet(Span<byte> destination, long key)
    {
        var value = dataset.ValueOf(key);
        "set "u8.CopyTo(destination);
        dataset.Keys.Write(destination[4..], key);
        var at = 4 + dataset.Keys.SizeBytes;
        _setMiddle.CopyTo(destination[at..]);
        at += _setMiddle.Length;
        Utf8Formatter.TryFormat(value.Length, destination[at..], out var digits);
        at += digits;
        "\r\n"u8.CopyTo(destination[at..]);
        at += 2;
        value.CopyTo(destination[at..]);
        at += value.Length;
        "\r\n"u8.CopyTo(destination[at..]);
        return at + 2;
    }

    private static bool TryReadStored(ReadOnlySpan<byte> input, ReplyTally tally, out int consumed)
    {
        if (input.StartsWith("STORED\r\n"u8))
        {
            tally.Store();
            consumed = 8;
            return true;
        }
        return TryReadError(input, tally, out consumed);
    }

    /// <summary>VALUE blocks come in the order of the keys asked for; a key that is passed over was missed.</summary>
    private bool TryReadValues(
        ReadOnlySpan<byte> input, ReadOnlySpan<long> keys, ref ReplyProgress progress, ReplyTally tally, out int consumed)
    {
        consumed = 0;
        while (true)
        {
            var rest = input[consumed..];
            if (rest.StartsWith("END\r\n"u8))
            {
                if (progress.KeysSettled < keys.Length)
                    tally.Miss(keys[progress.KeysSettled..]);
                consumed += 5;
                return true;
            }
            int used;
            if (!rest.StartsWith("VALUE "u8))
            {
                var ended = TryReadError(rest, tally, out used);
                consumed += used;
                return ended;
            }
            var settled = progress.KeysSettled < keys.Length
                ? TryReadExpected(rest, keys[progress.KeysSettled], tally, out used)
                : TryReadOther(rest, keys, ref progress, tally, out used);
            if (settled == Match.Other)
                settled = TryReadOther(rest, keys, ref progress, tally, out used);
            if (settled == Match.NeedMore)
                return false;
            progress.KeysSettled++;
            consumed += used;
        }
    }

    /// <summary>The value of exactly this key, of the size it must have.</summary>
    private Match TryReadExpected(ReadOnlySpan<byte> input, long key, ReplyTally tally, out int used)
    {
        used = 0;
        var value = dataset.ValueOf(key);
        var header = Header(key, value.Length);
        if (!input.StartsWith(header))
            return Match.Other;
        var total = header.Length + value.Length + 2;
        if (input.Length < total)
            return Match.NeedMore;
        used = total;
        Check(input[header.Length..total], key, value, tally);
        return Match.Settled;
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

    /// <summary>A later key of the request, or a size that is wrong: the line must be read field by field.</summary>
    private Match TryReadOther(
        ReadOnlySpan<byte> input, ReadOnlySpan<long> keys, ref ReplyProgress progress, ReplyTally tally, out int used)
    {
        used = 0;
        var end = LineEnd(input);
        if (end < 0)
            return Match.NeedMore;
        var line = input["VALUE ".Length..(end - 1)];
        var space = line.IndexOf((byte)' ');
        var lastSpace = line.LastIndexOf((byte)' ');
        if (space < 0 || !Utf8Parser.TryParse(line[(lastSpace + 1)..], out int length, out var digits) || length < 0
            || digits != line.Length - lastSpace - 1 || length > ReplyPieceBytesMax)
            throw Desync(input[..end]);
        if (input.Length < end + 1 + length + 2)
            return Match.NeedMore;
        var at = FindKey(line[..space], keys, progress.KeysSettled);
        if (at < 0)
            throw Desync(input[..end]);
        if (at > progress.KeysSettled)
            tally.Miss(keys[progress.KeysSettled..at]);
        progress.KeysSettled = at;
        used = end + 1 + length + 2;
        Check(input[(end + 1)..used], keys[at], dataset.ValueOf(keys[at]), tally);
        return Match.Settled;
    }

    private int FindKey(ReadOnlySpan<byte> name, ReadOnlySpan<long> keys, int from)
    {
        Span<byte> candidate = stackalloc byte[KeyFormat.SizeBytesMax];
        candidate = candidate[..dataset.Keys.SizeBytes];
        for (var i = from; i < keys.Length; i++)
        {
            dataset.Keys.Write(candidate, keys[i]);
            if (name.SequenceEqual(candidate))
                return i;
        }
        return -1;
    }

    private ReadOnlySpan<byte> Header(long key, int valueBytes)
    {
        var destination = _header.AsSpan();
        "VALUE "u8.CopyTo(destination);
        dataset.Keys.Write(destination[6..], key);
        var at = 6 + dataset.Keys.SizeBytes;
        " 0 "u8.CopyTo(destination[at..]);
        at += 3;
        Utf8Formatter.TryFormat(valueBytes, destination[at..], out var digits);
        at += digits;
        "\r\n"u8.CopyTo(destination[at..]);
        return destination[..(at + 2)];
    }

    private static bool TryReadError(ReadOnlySpan<byte> input, ReplyTally tally, out int consumed)
    {
        consumed = 0;
        var end = LineEnd(input);
        if (end < 0)
            return false;
        var line = input[..end];
        if (!line.StartsWith("SERVER_ERROR"u8) && !line.StartsWith("NOT_STORED"u8))
            throw Desync(line);
        if (line.StartsWith("SERVER_ERROR out of memory storing object"u8))
            tally.Refuse();
        else
            tally.ErrorReply(Encoding.ASCII.GetString(line).TrimEnd());
        consumed = end + 1;
        return true;
    }

    /// <summary>Index of the line's LF, or -1 when it has not come yet.</summary>
    private static int LineEnd(ReadOnlySpan<byte> input)
    {
        var end = input.IndexOf((byte)'\n');
        if (end < 1 && input.Length > 0 && (end == 0 || input.Length > ReplyLineBytesMax))
            throw Desync(input);
        return end;
    }

    private static ProtocolDesyncException Desync(ReadOnlySpan<byte> bytes) =>
        new($"unexpected reply: {Encoding.ASCII.GetString(bytes[..Math.Min(bytes.Length, 120)]).TrimEnd()}");

    private enum Match
    {
        NeedMore,
        Settled,
        Other,
    }
}
