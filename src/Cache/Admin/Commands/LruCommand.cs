using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Admin.Commands;

/// <summary>
/// `lru tune|mode|temp_ttl`: checked as memcached does and accepted, so that scripts which tune its segments keep working; the policies
/// here have no such knobs, so nothing changes. There is no segmented mode to switch to.
/// </summary>
internal sealed class LruCommand : IAdminCommand
{
    private const ulong PercentMax = 80;

    public AdminResult Execute(in AdminLine line, IConnection connection, OutputBuffer output)
    {
        output.WriteLine(line switch
        {
            _ when line.Is(1, "tune"u8) && line.Count >= 6 => Tune(line),
            _ when line.Is(1, "mode"u8) && line.Is(2, "flat"u8) => "OK"u8,
            _ when line.Is(1, "temp_ttl"u8)
                && line.TrySigned(2, out var seconds) && seconds is >= int.MinValue and <= int.MaxValue => "OK"u8,
            _ => "ERROR"u8,
        });
        return default;
    }

    private static ReadOnlySpan<byte> Tune(in AdminLine line)
    {
        if (!line.TryUnsigned(2, out var hot) || !line.TryUnsigned(3, out var warm) ||
            !line.TryReal(4, out var hotFactor) || !line.TryReal(5, out var warmFactor))
            return "ERROR"u8;
        if (hot > PercentMax || warm > PercentMax || hot + warm > PercentMax)
            return "ERROR hot and warm pcts must not exceed 80"u8;
        return hotFactor > 0 && warmFactor > 0 ? "OK"u8 : "ERROR hot/warm age factors must be greater than 0"u8;
    }
}
