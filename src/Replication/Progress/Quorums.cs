using FromScratch.Replication.Membership;

namespace FromScratch.Replication.Progress;

/// <summary>What a majority of those who vote agrees on.</summary>
internal static class Quorums
{
    private const int StackMax = 16;

    /// <summary>The highest value that a majority of the voting members has reached.</summary>
    public static long Reached<T>(Configuration configuration, T context, Func<T, ulong, long> valueOf)
    {
        var members = configuration.Members;
        Span<long> values = members.Length <= StackMax ? stackalloc long[StackMax] : new long[members.Length];
        var count = 0;
        foreach (var member in members)
        {
            if (member.Votes)
                values[count++] = valueOf(context, member.Id);
        }

        if (count == 0)
            return long.MinValue;
        values = values[..count];
        values.Sort();
        return values[count - ((count / 2) + 1)];
    }
}
