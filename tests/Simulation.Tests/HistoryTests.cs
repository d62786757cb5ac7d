using FromScratch.Simulation.World;

namespace FromScratch.Simulation.Tests;

/// <summary>Some thousands of short histories; fromscratch-sim runs as many as asked.</summary>
public sealed class HistoryTests
{
    private const int Histories = 3000;
    private const ulong FirstSeed = 5_000_000;

    [Fact]
    public void NothingIsLostOrStaleWhateverFails()
    {
        var operations = 0L;
        Parallel.For(0, Histories, new ParallelOptions { MaxDegreeOfParallelism = 2 }, number =>
        {
            var result = Runner.Run(FirstSeed + (ulong)number);
            Interlocked.Add(ref operations, result.Operations);
            if (result.Violation is not null)
                Assert.Fail($"seed {result.Seed}: {result.Violation}\nfromscratch-sim replay --seed {result.Seed} tells how");
        });
        Assert.True(operations > 100 * Histories, $"clients got only {operations} answers");
    }

    [Fact]
    public void ASeedTellsTheSameStoryTwice()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var first = Runner.Run(seed, keepsTranscript: true);
            Assert.NotEmpty(first.Transcript);
            Assert.Equal(first.Transcript, Runner.Run(seed, keepsTranscript: true).Transcript);
        }
    }

    /// <summary>The rules that a few histories are enough for; the command takes the others too.</summary>
    [Theory]
    [InlineData("VoteForOldLog")]
    [InlineData("VoteTwice")]
    [InlineData("CountRejections")]
    [InlineData("CountUndurable")]
    [InlineData("AcknowledgeUndurable")]
    [InlineData("CommitUnvouched")]
    [InlineData("ReadWithoutRound")]
    [InlineData("ReadBeforeOwnTerm")]
    [InlineData("InstallOld")]
    public void ABrokenRuleIsFound(string rule)
    {
        Assert.Contains(rule, Mutations.Names);
        var found = Mutations.Find(rule, firstSeed: 1, histories: 2000);
        Assert.NotNull(found);
        var least = Runner.Shrink(found, Mutations.Break(SimOptions.FromSeed(found.Seed), rule));
        Assert.NotNull(least.Violation);
        Assert.True(least.Faults.Count <= found.Faults.Count);
        Assert.NotEmpty(least.Transcript);
    }
}
