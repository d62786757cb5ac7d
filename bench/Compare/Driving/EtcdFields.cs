namespace FromScratch.Compare.Driving;

/// <summary>As much of protocol buffers' wire format as etcd's few messages need: varints and byte strings.</summary>
internal static class EtcdFields
{
    private const int Varint = 0;
    private const int Delimited = 2;

    /// <summary>Fields of byte strings below 128 bytes.</summary>
    public static byte[] Write(params ReadOnlySpan<(int Field, byte[] Bytes)> fields)
    {
        using var output = new MemoryStream();
        foreach (var (field, bytes) in fields)
        {
            output.WriteByte((byte)((field << 3) | Delimited));
            output.WriteByte((byte)bytes.Length);
            output.Write(bytes);
        }

        return output.ToArray();
    }

    public static IEnumerable<(int Field, ulong Value, byte[] Body)> Of(byte[] message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var head = Read(message, ref at);
            var value = Read(message, ref at);
            var body = (head & 7) == Delimited ? message[at..(at + (int)value)] : [];
            at += body.Length;
            if ((head & 7) is not (Varint or Delimited))
                throw new CompareException("etcd answered something unexpected");
            yield return ((int)(head >> 3), value, body);
        }
    }

    private static ulong Read(byte[] bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }
}
