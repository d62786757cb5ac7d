using FromScratch.Replication.Membership;

namespace FromScratch.Group.Members;

/// <summary>One member as a group's configuration has it.</summary>
/// <param name="Id">Drawn at random when its directory was made; never 0.</param>
/// <param name="Name">Its node name.</param>
/// <param name="Address">host:port where it listens for the others.</param>
/// <param name="Role">What it may do.</param>
public sealed record GroupMember(ulong Id, string Name, string Address, MemberRole Role);
