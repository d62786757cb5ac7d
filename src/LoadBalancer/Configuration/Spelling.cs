namespace FromScratch.LoadBalancer.Configuration;

/// <summary>Guesses which key was meant.</summary>
internal static class Spelling
{
    private const int LettersMax = 40;
    private const int MistakesMax = 2;

    /// <summary>At most two letters are wrong, missing or too many; upper and lower case do not count.</summary>
    public static bool IsNear(string known, string typed)
    {
        if (typed.Length > LettersMax || Math.Abs(known.Length - typed.Length) > MistakesMax)
            return false;
        var before = Enumerable.Range(0, typed.Length + 1).ToArray();
        for (var i = 0; i < known.Length; i++)
        {
            var row = new int[typed.Length + 1];
            row[0] = i + 1;
            for (var j = 0; j < typed.Length; j++)
            {
                var differ = char.ToUpperInvariant(known[i]) == char.ToUpperInvariant(typed[j]) ? 0 : 1;
                row[j + 1] = Math.Min(before[j] + differ, Math.Min(before[j + 1], row[j]) + 1);
            }

            before = row;
        }

        return before[^1] <= Math.Min(MistakesMax, known.Length / 2);
    }
}
