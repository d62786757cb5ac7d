using System.Globalization;
using FromScratch.Core;

namespace FromScratch.TestKit;

/// <summary>
/// Runs a randomised test over several seeds. A failure names its seed; FROMSCRATCH_SEED=that seed replays only it.
/// </summary>
public static class Seeds
{
    public const string Variable = "FROMSCRATCH_SEED";

    /// <exception cref="SeedFailureException">A run failed; the message holds the seed.</exception>
    public static void ForEach(int count, Action<SeededRandom> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        foreach (var seed in Choose(count))
        {
            try
            {
                run(new SeededRandom(seed));
            }
            catch (Exception cause)
            {
                throw new SeedFailureException($"Seed {seed} failed (replay with {Variable}={seed}): {cause.Message}", cause);
            }
        }
    }

    private static IEnumerable<ulong> Choose(int count)
    {
        var wanted = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(wanted)
            ? Enumerable.Range(1, count).Select(n => (ulong)n)
            : [ulong.Parse(wanted, CultureInfo.InvariantCulture)];
    }
}

/// <summary>A seeded run failed; the message holds the seed that replays it.</summary>
public sealed class SeedFailureException(string message, Exception cause) : Exception(message, cause);
