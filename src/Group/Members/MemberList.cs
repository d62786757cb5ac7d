using System.Collections.Immutable;
using FromScratch.Group.Wire;
using FromScratch.Replication.Membership;

namespace FromScratch.Group.Members;

/// <summary>
/// A group's configuration with names and addresses. Immutable, ordered by id. Its bytes stand in configuration entries, snapshots and meta
/// files: u16 version 1, u16 count, then per member u64 id, u8 role, string name, string address; a string is u16 length and UTF-8.
/// </summary>
public sealed class MemberList : IEquatable<MemberList>
{
    public const int MembersMax = 64;
    private const ushort Version = 1;

    private MemberList(ImmutableArray<GroupMember> members) => Members = members;

    public static MemberList Empty { get; } = new([]);

    public ImmutableArray<GroupMember> Members { get; }

    public int Count => Members.Length;

    public static MemberList Of(params IEnumerable<GroupMember> members) => new([.. members.OrderBy(member => member.Id)]);

    /// <summary>What the replica knows of it.</summary>
    public Configuration ToConfiguration() => Configuration.Of(Members.Select(member => new Member(member.Id, member.Role)));

    public GroupMember? Find(ulong id)
    {
        foreach (var member in Members)
        {
            if (member.Id == id)
                return member;
        }

        return null;
    }

    public GroupMember? Find(string name) => Members.FirstOrDefault(member => member.Name == name);

    /// <summary>The same with this member added or changed.</summary>
    public MemberList With(GroupMember member) => Of(Members.Where(other => other.Id != member.Id).Append(member));

    public MemberList Without(ulong id) => Of(Members.Where(other => other.Id != id));

    public byte[] Encode()
    {
        var writer = new WireWriter(64 * (Count + 1));
        Write(writer);
        return writer.Written.ToArray();
    }

    /// <summary>Null = these are no members.</summary>
    public static MemberList? TryDecode(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var list = Read(ref reader);
        return reader.IsAtEnd ? list : null;
    }

    public bool Equals(MemberList? other) => other is not null && Members.SequenceEqual(other.Members);

    public override bool Equals(object? obj) => Equals(obj as MemberList);

    public override int GetHashCode() => Members.Length == 0 ? 0 : HashCode.Combine(Members.Length, Members[0], Members[^1]);

    public override string ToString() =>
        string.Join(", ", Members.Select(member => $"{member.Name} ({member.Id:x16}) {member.Role} at {member.Address}"));

    internal void Write(WireWriter writer)
    {
        writer.UInt16(Version);
        writer.UInt16((ushort)Count);
        foreach (var member in Members)
        {
            writer.UInt64(member.Id);
            writer.Byte((byte)member.Role);
            writer.String(member.Name);
            writer.String(member.Address);
        }
    }

    internal static MemberList? Read(ref WireReader reader)
    {
        if (reader.UInt16() != Version || reader.UInt16() is not (<= MembersMax and var count))
            return null;
        var members = ImmutableArray.CreateBuilder<GroupMember>(count);
        ulong before = 0;
        for (var i = 0; i < count; i++)
        {
            var (id, role) = (reader.UInt64(), (MemberRole)reader.Byte());
            var (name, address) = (reader.String(NodeNames.BytesMax), reader.String(NodeNames.AddressBytesMax));
            if (reader.HasFailed || id <= before || !NodeNames.IsValid(name) || role is < MemberRole.Voter or > MemberRole.Witness)
                return null;
            before = id;
            members.Add(new GroupMember(id, name, address, role));
        }

        return reader.HasFailed ? null : new MemberList(members.ToImmutable());
    }
}
