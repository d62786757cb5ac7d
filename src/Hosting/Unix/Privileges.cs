using System.Runtime.InteropServices;

namespace FromScratch.Hosting.Unix;

/// <summary>Gives up root for an ordinary user (-u) once the sockets are open.</summary>
public static unsafe partial class Privileges
{
    /// <summary>Null on success and when the process is not root; otherwise one line saying what failed.</summary>
    public static string? TryBecome(string user)
    {
        if (OperatingSystem.IsWindows() || GetEffectiveUserId() != 0)
            return null;
        var entry = GetUserByName(user);
        if (entry == null)
            return $"-u {user}: no such user";

        // struct passwd begins: char* name, char* password, uid_t uid, gid_t gid.
        var ids = (uint*)(entry + (2 * sizeof(nint)));
        var (uid, gid) = (ids[0], ids[1]);
        if (InitGroups(user, gid) != 0 || SetGroupId(gid) != 0 || SetUserId(uid) != 0)
            return $"-u {user}: the system refused to change to this user";
        return null;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "getpwnam", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* GetUserByName(string name);

    [LibraryImport("libc", EntryPoint = "initgroups", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int InitGroups(string user, uint group);

    [LibraryImport("libc", EntryPoint = "setgid")]
    private static partial int SetGroupId(uint group);

    [LibraryImport("libc", EntryPoint = "setuid")]
    private static partial int SetUserId(uint user);
}
