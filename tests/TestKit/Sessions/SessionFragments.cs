using System.Text;
using FromScratch.Transport;

namespace FromScratch.TestKit.Sessions;

/// <summary>One conversation, cut every way: the replies must be the same each time.</summary>
public static class SessionFragments
{
    /// <summary>
    /// Sends <paramref name="request"/> to a fresh session per cut (whole, split at every offset, byte by byte; each with and without the
    /// input hint honoured) and checks the whole answer. Text is Latin-1.
    /// </summary>
    /// <exception cref="FragmentFailureException">A cut was answered differently.</exception>
    public static void AlwaysAnswers(Func<ISessionFactory> factory, string request, string expected)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(request);
        Fragmenter.ForEachCut(Encoding.Latin1.GetBytes(request), pieces =>
        {
            Check(factory(), pieces, expected, honourHint: false);
            Check(factory(), pieces, expected, honourHint: true);
        });
    }

    private static void Check(ISessionFactory factory, IReadOnlyList<byte[]> pieces, string expected, bool honourHint)
    {
        using var harness = new SessionHarness(factory) { HonoursInputBytesWanted = honourHint };
        harness.FeedAll(pieces);
        var answer = harness.TakeText();
        if (answer != expected)
            throw new InvalidOperationException($"expected {Show(expected)} but got {Show(answer)}");
    }

    private static string Show(string text) =>
        '"' + text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + '"';
}
