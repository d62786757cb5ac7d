using FromScratch.Cache.Admin.Stats;
using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Admin.Commands;

/// <summary>
/// `slabs reassign|automove`: there is one class (<see cref="ReportedClass"/>), so no page can move; the
/// mover's settings are checked and accepted, and nothing changes.
/// </summary>
internal sealed class SlabsCommand : IAdminCommand
{
    private static ReadOnlySpan<byte> BadFormat => "CLIENT_ERROR bad command line format"u8;

    public AdminResult Execute(in AdminLine line, IConnection connection, OutputBuffer output)
    {
        output.WriteLine(line switch
        {
            _ when line.Is(1, "reassign"u8) && line.Count == 4 => Reassign(line),
            _ when line.Is(1, "automove"u8) && line.Count >= 3 => Automove(line),
            _ => "ERROR"u8,
        });
        return default;
    }

    private static ReadOnlySpan<byte> Reassign(in AdminLine line)
    {
        if (!line.TrySigned(2, out var source) || !line.TrySigned(3, out var destination))
            return BadFormat;
        if (source == destination)
            return "SAME src and dst class are identical"u8;
        return IsClass(source) && IsClass(destination)
            ? "NOSPARE source class has no spare pages"u8
            : "BADCLASS invalid src or dst class id"u8;
    }

    private static bool IsClass(long number) => number is >= 0 and <= ReportedClass.NumberMax;

    private static ReadOnlySpan<byte> Automove(in AdminLine line)
    {
        if (line.Is(2, "ratio"u8) || line.Is(2, "freeratio"u8))
            return line.TryReal(3, out _) ? "OK"u8 : "ERROR"u8;
        if (line.Is(2, "window"u8))
            return line.TryUnsigned(3, out _) ? "OK"u8 : "ERROR"u8;
        if (!line.TryUnsigned(2, out var level))
            return BadFormat;
        return level <= 2 ? "OK"u8 : "ERROR"u8;
    }
}
