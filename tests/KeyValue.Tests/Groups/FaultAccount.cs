using System.Globalization;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>What all rounds came to.</summary>
internal sealed class FaultAccount
{
    private readonly List<double> _promotionsMs = [];
    private readonly List<double> _handoversMs = [];

    public int Acknowledged { get; private set; }

    private int Unknown { get; set; }

    private int Refused { get; set; }

    public void Note(bool isPromotion, double milliseconds) => (isPromotion ? _promotionsMs : _handoversMs).Add(milliseconds);

    public void Add(List<GroupClient> clients)
    {
        Acknowledged += clients.Sum(client => client.Acknowledged);
        Unknown += clients.Sum(client => client.Unknown);
        Refused += clients.Sum(client => client.Refused);
    }

    public string ToString(int seed, int rounds) => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {seed}, {rounds} rounds: {Acknowledged} acknowledged, {Unknown} unknown, {Refused} refused, 0 lost, 0 stale; ")
        + $"first write after kill -9 of the leader {Figures(_promotionsMs)}; after its planned stop {Figures(_handoversMs)}";

    private static string Figures(List<double> values)
    {
        if (values.Count == 0)
            return "none";
        values.Sort();
        var (median, p99) = (values[values.Count / 2], values[(int)(0.99 * (values.Count - 1))]);
        return string.Create(
            CultureInfo.InvariantCulture, $"p50 {median:F0} ms, p99 {p99:F0} ms, max {values[^1]:F0} ms of {values.Count}");
    }
}
