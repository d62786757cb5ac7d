using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FromScratch.Log.Files;

/// <summary>The system calls on Linux that .NET does not offer, and their constants.</summary>
internal static partial class Libc
{
    public const int EINTR = 4;
    public const int EINVAL = 22;
    public const int ENOSPC = 28;
    public const int EDQUOT = 122;
    private const int O_RDONLY = 0;
    private const int O_RDWR = 2;
    private const int O_DSYNC = 0x1000;
    private const int O_CLOEXEC = 0x80000;
    private const int F_GETFL = 3;
    private const int F_SETFL = 4;

    /// <summary>It differs between processors; 0 = not known.</summary>
    private static readonly int O_DIRECT = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 0x4000,
        Architecture.Arm64 => 0x10000,
        _ => 0,
    };

    /// <summary>fdatasync: content and size, but not the times that an ordinary sync would write too.</summary>
    public static void SyncData(SafeFileHandle file, string name)
    {
        while (FdataSync(file) < 0)
            ThrowUnlessInterrupted("fdatasync", name);
    }

    /// <summary>Syncs names: what was created, renamed and deleted in a directory.</summary>
    public static void SyncDirectory(string path)
    {
        using var directory = Open(path, O_RDONLY | O_CLOEXEC);
        if (directory.IsInvalid)
            throw Error("open", path);
        while (FSync(directory) < 0)
            ThrowUnlessInterrupted("fsync", path);
    }

    /// <summary>Whether writes go around the system's cache; they must be aligned to a page then. False = that cannot be had.</summary>
    public static bool TrySetDirect(SafeFileHandle file, bool isDirect)
    {
        var flags = O_DIRECT == 0 ? -1 : Control(file, F_GETFL, 0);
        return flags >= 0 && Control(file, F_SETFL, isDirect ? flags | O_DIRECT : flags & ~O_DIRECT) >= 0;
    }

    /// <summary>For writes of whole pages around the system's cache, each on disk when it returns. Null = that cannot be had.</summary>
    public static SafeFileHandle? OpenDirect(string path)
    {
        if (O_DIRECT == 0)
            return null;
        var file = Open(path, O_RDWR | O_DIRECT | O_DSYNC | O_CLOEXEC);
        if (!file.IsInvalid)
            return file;
        file.Dispose();
        return null;
    }

    private static void ThrowUnlessInterrupted(string call, string name)
    {
        if (Marshal.GetLastPInvokeError() != EINTR)
            throw Error(call, name);
    }

    private static IOException Error(string call, string name)
    {
        var errno = Marshal.GetLastPInvokeError();
        return new IOException($"{name}: {call}: {Marshal.GetPInvokeErrorMessage(errno)} ({errno})", errno);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FdataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
