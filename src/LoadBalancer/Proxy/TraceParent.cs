using FromScratch.Core;
using FromScratch.Core.Buffers;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>Begins a trace (W3C Trace Context, section 3.2): version 00, 16 bytes of trace, 8 of span, sampled.</summary>
internal static class TraceParent
{
    private const int LineBytes = 70;

    public static void Write(OutputBuffer to, SeededRandom random)
    {
        var line = to.GetSpan(LineBytes);
        "traceparent: 00-"u8.CopyTo(line);
        Hex(random.NextUInt64() | 1, line[16..]);
        Hex(random.NextUInt64(), line[32..]);
        line[48] = (byte)'-';
        Hex(random.NextUInt64() | 1, line[49..]);
        "-01\r\n"u8.CopyTo(line[65..]);
        to.Advance(LineBytes);
    }

    private static void Hex(ulong value, Span<byte> to)
    {
        for (var i = 15; i >= 0; i--, value >>= 4)
            to[i] = "0123456789abcdef"u8[(int)(value & 15)];
    }
}
