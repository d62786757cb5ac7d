using FromScratch.Simulation.Model;

namespace FromScratch.Simulation.Checks;

/// <summary>
/// What one client asked for, and what it was told. Times are of one clock that all share; equal times count as at the same time.
/// </summary>
/// <param name="Client">Who.</param>
/// <param name="Command">What.</param>
/// <param name="Called">When it was asked for.</param>
/// <param name="Returned">When the answer came; the largest value = never: it may or may not have been done, at any time after the
/// call.</param>
/// <param name="Result">The answer.</param>
public readonly record struct Operation(int Client, Command Command, long Called, long Returned, long Result)
{
    public bool IsUnknown => Returned == long.MaxValue;
}
