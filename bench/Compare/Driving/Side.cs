using FromScratch.LoadGen.Reporting;

namespace FromScratch.Compare.Driving;

/// <summary>All rounds of one server in one scenario.</summary>
/// <param name="Name">Row in the table.</param>
/// <param name="Rounds">One report per round.</param>
/// <param name="RssBytes">The scenario's memory figure: peak or present resident size.</param>
/// <param name="Note">What else the scenario says of this side.</param>
public sealed record Side(string Name, IReadOnlyList<LoadReport> Rounds, long RssBytes, string Note = "")
{
    public double Median(Func<LoadReport, double> figure) => Statistics.Median(Rounds.Select(figure));
}
