namespace FromScratch.Protocols.Resp.Commands;

/// <summary>The chapter of the manual that COMMAND DOCS puts a command into.</summary>
public enum CommandGroup : byte
{
    String,
    Bitmap,
    Generic,
    Hash,
    Transactions,
    PubSub,
    Connection,
    Server,
    Cluster,
}

public static class CommandGroupNames
{
    public static ReadOnlySpan<byte> Name(this CommandGroup group) => group switch
    {
        CommandGroup.String => "string"u8,
        CommandGroup.Bitmap => "bitmap"u8,
        CommandGroup.Generic => "generic"u8,
        CommandGroup.Hash => "hash"u8,
        CommandGroup.Transactions => "transactions"u8,
        CommandGroup.PubSub => "pubsub"u8,
        CommandGroup.Connection => "connection"u8,
        CommandGroup.Cluster => "cluster"u8,
        _ => "server"u8,
    };
}
