using System.Runtime.InteropServices;

namespace FromScratch.Cache.Engine.Memory;

/// <summary>
/// The one call to the operating system that the base library lacks: giving back the content of pages without unmapping them.
/// </summary>
internal static unsafe partial class NativePages
{
    private const int AdviseDontNeed = 4;

    /// <summary>The content is undefined afterwards. Elsewhere than on Linux the memory stays resident until it is used again.</summary>
    public static void Discard(byte* start, nuint bytes)
    {
        // A hint: memory that the kernel would not take back is still ours and still good.
        if (OperatingSystem.IsLinux())
            _ = MAdvise(start, bytes, AdviseDontNeed);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MAdvise(void* address, nuint length, int advice);
}
