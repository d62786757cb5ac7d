using System.Collections.Immutable;

namespace FromScratch.Replication.Membership;

/// <summary>Who belongs to a group. Immutable.</summary>
/// <param name="Members">Ordered by id; no id twice.</param>
public sealed record Configuration(ImmutableArray<Member> Members)
{
    public static Configuration Empty { get; } = new([]);

    /// <summary>Voters and witnesses.</summary>
    public int VotingCount => Members.Count(member => member.Votes);

    /// <summary>How many votes decide.</summary>
    public int Quorum => (VotingCount / 2) + 1;

    public static Configuration Of(params IEnumerable<Member> members) => new([.. members.OrderBy(member => member.Id)]);

    public Member? Find(ulong id)
    {
        foreach (var member in Members)
        {
            if (member.Id == id)
                return member;
        }

        return null;
    }

    public bool IsVoting(ulong id) => Find(id) is { Votes: true };

    /// <summary>The same with this member added or changed.</summary>
    public Configuration With(Member member) => Of(Members.Where(other => other.Id != member.Id).Append(member));

    /// <summary>The same without this member.</summary>
    public Configuration Without(ulong id) => Of(Members.Where(other => other.Id != id));

    /// <summary>At most one member more or fewer that votes: any two majorities of the two share a member.</summary>
    public bool IsOneStepFrom(Configuration other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var mine = Members.Where(member => member.Votes).Select(member => member.Id).ToHashSet();
        mine.SymmetricExceptWith(other.Members.Where(member => member.Votes).Select(member => member.Id));
        return mine.Count <= 1;
    }
}

/// <param name="Id">Drawn at random when the member's directory was made; never 0.</param>
/// <param name="Role">What it may do.</param>
public readonly record struct Member(ulong Id, MemberRole Role)
{
    public bool Votes => Role is MemberRole.Voter or MemberRole.Witness;
}
