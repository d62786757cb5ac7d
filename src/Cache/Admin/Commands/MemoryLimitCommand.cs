using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Admin.Commands;

/// <summary>`cache_memlimit mebibytes`: changes the memory budget while running.</summary>
internal sealed class MemoryLimitCommand(CacheEngine engine) : IAdminCommand
{
    public const ulong MebibytesMin = 8;

    /// <summary>Above it somebody has named bytes.</summary>
    public const ulong MebibytesMax = 1_000_000_000;

    public AdminResult Execute(in AdminLine line, IConnection connection, OutputBuffer output)
    {
        output.WriteLine(Apply(line));
        return default;
    }

    private ReadOnlySpan<byte> Apply(in AdminLine line)
    {
        if (line.Count is not (2 or 3) || !line.TryUnsigned(1, out var mebibytes))
            return "ERROR"u8;
        if (mebibytes < MebibytesMin)
            return "MEMLIMIT_TOO_SMALL cannot set maxbytes to less than 8m"u8;
        if (mebibytes > MebibytesMax)
            return "MEMLIMIT_ADJUST_FAILED input value is megabytes not bytes"u8;
        return engine.TrySetMemoryLimit((long)mebibytes << 20) ? "OK"u8 : "MEMLIMIT_ADJUST_FAILED out of bounds or unable to adjust"u8;
    }
}
