using System.Text;

namespace FromScratch.TestKit;

/// <summary>
/// Cuts a payload the ways a network may: whole, in two at every offset, and one byte at a time. A codec or session that is right
/// gives the same answer for all of them.
/// </summary>
public static class Fragmenter
{
    /// <summary>Runs <paramref name="run"/> once per way of cutting; a failure names the cut.</summary>
    /// <exception cref="FragmentFailureException">The run failed; the cause is the inner exception.</exception>
    public static void ForEachCut(byte[] payload, Action<IReadOnlyList<byte[]>> run)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(run);
        Attempt("whole", [payload], run);
        for (var at = 1; at < payload.Length; at++)
            Attempt($"split at byte {at} of {payload.Length}", [payload[..at], payload[at..]], run);
        if (payload.Length > 2)
            Attempt("one byte at a time", OneByOne(payload), run);
    }

    /// <summary>The same for text; characters are bytes (Latin-1).</summary>
    public static void ForEachCut(string payload, Action<IReadOnlyList<byte[]>> run) => ForEachCut(Encoding.Latin1.GetBytes(payload), run);

    /// <summary>Every proper prefix, shortest first: a codec must answer "need more" to each.</summary>
    public static IEnumerable<byte[]> ProperPrefixes(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return Enumerable.Range(0, payload.Length).Select(length => payload[..length]);
    }

    public static IReadOnlyList<byte[]> OneByOne(byte[] payload) => [.. payload.Select(b => new[] { b })];

    private static void Attempt(string cut, IReadOnlyList<byte[]> pieces, Action<IReadOnlyList<byte[]>> run)
    {
        try
        {
            run(pieces);
        }
        catch (Exception cause)
        {
            throw new FragmentFailureException($"Payload {cut}: {cause.Message}", cause);
        }
    }
}

/// <summary>A run over one way of cutting a payload failed; the message says which.</summary>
public sealed class FragmentFailureException(string message, Exception cause) : Exception(message, cause);
