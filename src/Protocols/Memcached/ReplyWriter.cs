using System.Buffers.Text;

namespace FromScratch.Protocols.Memcached;

/// <summary>Writes a reply into a span that the caller has made large enough; <see cref="Written"/> says how much of it was used.</summary>
public ref struct ReplyWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes of a VALUE line without key and value, at most: words, numbers, spaces and both line ends.</summary>
    public const int ValueLineBytesMax = 64;

    public int Written { get; private set; }

    /// <summary>Room for <paramref name="count"/> bytes that the caller fills.</summary>
    public Span<byte> Take(int count)
    {
        var taken = _destination.Slice(Written, count);
        Written += count;
        return taken;
    }

    public void Bytes(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_destination[Written..]);
        Written += bytes.Length;
    }

    public void Byte(byte value) => _destination[Written++] = value;

    public void LineEnd()
    {
        _destination[Written] = (byte)'\r';
        _destination[Written + 1] = (byte)'\n';
        Written += 2;
    }

    public void Number(ulong value)
    {
        if (value < 10)
        {
            Byte((byte)('0' + value));
            return;
        }

        Utf8Formatter.TryFormat(value, _destination[Written..], out var written);
        Written += written;
    }

    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, _destination[Written..], out var written);
        Written += written;
    }

    /// <summary>A space and the letter of a meta flag.</summary>
    public void Flag(byte letter)
    {
        _destination[Written] = (byte)' ';
        _destination[Written + 1] = letter;
        Written += 2;
    }

    /// <summary>` k` and the key, as base64 with ` b` behind it when it came that way.</summary>
    public void KeyFlag(scoped ReadOnlySpan<byte> key, bool base64)
    {
        Flag((byte)'k');
        if (!base64)
        {
            Bytes(key);
            return;
        }

        Base64Key(key);
        Flag((byte)'b');
    }

    public void Base64Key(scoped ReadOnlySpan<byte> key)
    {
        Base64.EncodeToUtf8(key, _destination[Written..], out _, out var written);
        Written += written;
    }

    /// <summary>`VALUE key flags length[ cas]` and its line end.</summary>
    public void ValueLine(scoped ReadOnlySpan<byte> key, uint clientFlags, int valueLength)
    {
        ValueLineStart(key, clientFlags, valueLength);
        LineEnd();
    }

    public void ValueLine(scoped ReadOnlySpan<byte> key, uint clientFlags, int valueLength, ulong cas)
    {
        ValueLineStart(key, clientFlags, valueLength);
        Byte((byte)' ');
        Number(cas);
        LineEnd();
    }

    private void ValueLineStart(scoped ReadOnlySpan<byte> key, uint clientFlags, int valueLength)
    {
        Bytes("VALUE "u8);
        Bytes(key);
        Byte((byte)' ');
        Number(clientFlags);
        Byte((byte)' ');
        Number((ulong)valueLength);
    }
}
