using FromScratch.KeyValue.Engine;

namespace FromScratch.KeyValue.Commands.Strings;

/// <summary>Lengths of the longest common subsequences of all pairs of prefixes of two strings, and the way back through them.</summary>
internal readonly ref struct LcsTable
{
    private readonly ReadOnlySpan<byte> _left;
    private readonly ReadOnlySpan<byte> _right;
    private readonly int[] _lengths;

    /// <param name="left">With the other short enough for <see cref="Fits"/>.</param>
    /// <param name="right">The other string.</param>
    public LcsTable(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        _left = left;
        _right = right;
        _lengths = new int[(left.Length + 1) * (right.Length + 1)];
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                _lengths[At(i, j)] = left[i - 1] == right[j - 1]
                    ? _lengths[At(i - 1, j - 1)] + 1
                    : Math.Max(_lengths[At(i - 1, j)], _lengths[At(i, j - 1)]);
            }
        }
    }

    public int Length => _lengths[At(_left.Length, _right.Length)];

    /// <summary>Whether the table stays within what Redis allows it: the bytes of the longest string.</summary>
    public static bool Fits(int left, int right) => (left + 1L) * (right + 1L) * sizeof(int) <= Keyspace.ValueBytesMax;

    /// <summary>Walks back from the ends, as Redis does: which of several subsequences is told depends on it.</summary>
    /// <param name="text">The subsequence, <see cref="Length"/> bytes.</param>
    /// <param name="matches">Gets the parts that lie together in both, the last first, if wanted.</param>
    public void Trace(Span<byte> text, List<LcsMatch>? matches)
    {
        var (i, j, left) = (_left.Length, _right.Length, Length);
        var match = default(LcsMatch);
        while (i > 0 && j > 0)
        {
            if (_left[i - 1] == _right[j - 1])
            {
                text[--left] = _left[--i];
                match = new LcsMatch(i, --j, match.Length + 1);
                continue;
            }

            if (_lengths[At(i - 1, j)] > _lengths[At(i, j - 1)])
                i--;
            else
                j--;
            End(ref match, matches);
        }

        End(ref match, matches);
    }

    private static void End(ref LcsMatch match, List<LcsMatch>? matches)
    {
        if (match.Length > 0)
            matches?.Add(match);
        match = default;
    }

    private int At(int left, int right) => (left * (_right.Length + 1)) + right;
}

/// <summary>Bytes that lie together in both strings.</summary>
/// <param name="Left">Where they start in the first.</param>
/// <param name="Right">Where they start in the second.</param>
/// <param name="Length">How many.</param>
internal readonly record struct LcsMatch(int Left, int Right, int Length);
