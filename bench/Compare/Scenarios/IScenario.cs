using FromScratch.Compare.Driving;

namespace FromScratch.Compare.Scenarios;

/// <summary>One question asked of both sides.</summary>
public interface IScenario
{
    /// <summary>Value of --scenario.</summary>
    string Name { get; }

    /// <summary>What is asked, in one line.</summary>
    string Description { get; }

    Task<IReadOnlyList<Comparison>> RunAsync(Bench bench, CancellationToken cancellation);
}
