using System.Text;
using FromScratch.KeyValue.Store;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session;

/// <summary>Why a client may not execute a command, in Redis's words, without the minus sign and the line end.</summary>
internal static class Refusals
{
    public static byte[] NoAuth { get; } = "NOAUTH Authentication required."u8.ToArray();

    public static byte[] NoKeyPermission { get; } =
        "NOPERM this user has no permissions to access one of the keys used as arguments"u8.ToArray();

    public static byte[] Loading { get; } = StoreReplies.Loading.ToArray();

    public static byte[] Witness { get; } = "ERR this node is a witness, which votes and keeps no data: ask another one"u8.ToArray();

    public static byte[] NoCommandPermission(CommandSpec spec) =>
        [.. "NOPERM this user has no permissions to run the '"u8, .. spec.FullName, .. "' command"u8];

    public static byte[] Subscribed(CommandSpec spec)
    {
        const string Allowed = "only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";
        return [.. "ERR Can't execute '"u8, .. spec.FullName, .. Encoding.ASCII.GetBytes("': " + Allowed)];
    }

    /// <summary>It looks at what this node has, and no other can do it instead.</summary>
    public static bool NeedsDataHere(CommandId id) =>
        id is CommandId.Watch or CommandId.Changes or CommandId.Backup or CommandId.MemoryUsage;

    public static bool AllowedWhenSubscribed(CommandId id) =>
        id is CommandId.Ping or CommandId.Subscribe or CommandId.PSubscribe or CommandId.Unsubscribe or CommandId.PUnsubscribe
            or CommandId.Quit or CommandId.Reset;
}
