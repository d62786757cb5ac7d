using System.Text;

namespace FromScratch.LoadGen.Workload;

/// <summary>Key bytes from a key index: a prefix, then the index in decimal, zero-padded to the key size.</summary>
public sealed class KeyFormat
{
    public const int SizeBytesMin = 16;
    public const int SizeBytesMax = 250;
    public const int PrefixBytesMax = 200;

    /// <summary>Room for the digits of any index the workloads make up.</summary>
    public const int DigitsMin = 12;

    private readonly byte[] _template;

    public KeyFormat(string prefix, int sizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sizeBytes, SizeBytesMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeBytes, SizeBytesMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefix.Length, sizeBytes - DigitsMin);
        _template = new byte[sizeBytes];
        _template.AsSpan().Fill((byte)'0');
        Encoding.ASCII.GetBytes(prefix, _template);
    }

    public int SizeBytes => _template.Length;

    /// <summary>Writes <see cref="SizeBytes"/> bytes.</summary>
    public void Write(Span<byte> destination, long key)
    {
        _template.CopyTo(destination);
        var at = _template.Length;
        var rest = (ulong)key;
        while (rest != 0)
        {
            var quotient = rest / 10;
            destination[--at] = (byte)('0' + (rest - (quotient * 10)));
            rest = quotient;
        }
    }
}
