using FromScratch.Simulation.World;
using FsCheck;
using FsCheck.Fluent;
using Runner = FromScratch.Simulation.World.Runner;

namespace FromScratch.Simulation.Tests;

/// <summary>A history is a seed and a list of faults, so that FsCheck can shrink one that goes wrong as it shrinks any list.</summary>
public sealed class ShrinkingTests
{
    private const string Rule = "CountUndurable";

    [Fact]
    public void FsCheckLeavesTheFaultsThatAHistoryNeedsToGoWrong()
    {
        var found = Mutations.Find(Rule, firstSeed: 1, histories: 2000);
        Assert.NotNull(found);
        var options = Mutations.Break(SimOptions.FromSeed(found.Seed), Rule);
        var least = found.Faults;
        var histories = Arb.From(Gen.Constant(found.Faults), WithOneLess);
        var falsified = Assert.ThrowsAny<Exception>(() => Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1),
            Prop.ForAll(histories, faults =>
            {
                var holds = Runner.Run(found.Seed, options, faults, keepsTranscript: false).Violation is null;
                if (!holds && faults.Count < least.Count)
                    least = faults;
                return holds;
            })));
        Assert.Contains("shrink", falsified.Message, StringComparison.Ordinal);
        Assert.True(least.Count < found.Faults.Count, $"{least.Count} of {found.Faults.Count} faults are left");
        foreach (var fewer in WithOneLess(least))
            Assert.Null(Runner.Run(found.Seed, options, fewer, keepsTranscript: false).Violation);
    }

    private static IEnumerable<IReadOnlyList<Fault>> WithOneLess(IReadOnlyList<Fault> faults) =>
        Enumerable.Range(0, faults.Count).Select(left => (IReadOnlyList<Fault>)[.. faults.Where((_, place) => place != left)]);
}
