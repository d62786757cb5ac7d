using FromScratch.KeyValue.Engine;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace FromScratch.KeyValue.Tests.Engine;

/// <summary>Random operations against the model.</summary>
public sealed class KeyspacePropertyTests
{
    private const string Seed = "20260101,7";

    private static int s_canaryRuns;

    [Property(MaxTest = 100, StartSize = 20, EndSize = 600, Replay = Seed)]
    public void Every_answer_and_every_walk_is_the_models(List<Step> steps)
    {
        using var keys = new Keyspace(hashSeed: steps.Count);
        var bytesAtFirst = keys.BytesUsed;
        var model = new KeyspaceModel(keys);
        foreach (var step in steps)
        {
            model.Run(step);
            if (step.Extra % 16 == 0)
                keys.Validate();
        }

        model.CheckAll();
        keys.Clear();
        Assert.Equal(bytesAtFirst, keys.BytesUsed);
        Assert.Equal(0, keys.Count);
        keys.Dispose();
        Assert.Equal(0, keys.BytesUsed);
    }

    [Fact]
    public void Properties_are_really_run()
    {
        s_canaryRuns = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll<List<Step>>(_ => Interlocked.Increment(ref s_canaryRuns) > 0));
        Assert.Equal(25, s_canaryRuns);
        Assert.ThrowsAny<Exception>(() =>
            Check.One(Config.QuickThrowOnFailure, Prop.ForAll<List<Step>>(steps => steps.Count < 5)));
    }
}
