namespace FromScratch.Group;

/// <summary>What became of a propose.</summary>
public enum ProposeResult : byte
{
    /// <summary>It stands in the leader's log; whether it is kept, the commit index tells.</summary>
    Appended,

    /// <summary>The log's queue has no room; <see cref="IGroupMachine.RoomAgain"/> follows.</summary>
    Full,

    /// <summary>The disk has no room; <see cref="IGroupMachine.RoomAgain"/> follows.</summary>
    DiskFull,

    /// <summary>The log has stopped for good.</summary>
    Failed,

    /// <summary>This node does not lead, not in that term, or is handing over. Nothing was appended.</summary>
    NotLeader,
}

/// <summary>Tags of the entries that are the group's own: the machine skips them, only its applied index moves.</summary>
public static class GroupTags
{
    /// <summary>This tag and those above belong to the group.</summary>
    public const byte First = 0xF0;

    /// <summary>The first entry of a leader's term: empty.</summary>
    public const byte NoOp = 0xF0;

    /// <summary>The group's members from here on: a <see cref="Members.MemberList"/>.</summary>
    public const byte Configuration = 0xF1;

    /// <summary>In the log of a witness: an entry whose payload is not kept there.</summary>
    public const byte Elided = 0xF2;

    public static bool IsGroups(byte tag) => tag >= First;
}
