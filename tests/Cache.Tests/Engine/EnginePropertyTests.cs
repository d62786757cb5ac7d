using FromScratch.Cache.Engine;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace FromScratch.Cache.Tests.Engine;

/// <summary>Random operations against the model, for each policy, with memory for everything and with memory for little.</summary>
public sealed class EnginePropertyTests
{
    private const string Seed = "20260101,7";
    private const long TightBytes = 300 << 10;

    private static int s_canaryRuns;

    [Property(MaxTest = 60, StartSize = 50, EndSize = 600, Replay = Seed)]
    public void With_ample_memory_every_answer_is_the_models(List<Step> steps, EvictionPolicyKind policy)
    {
        using var engine = new TestEngine(16 << 20, policy);
        var model = new EngineModel(engine);
        steps.ForEach(model.Run);
        model.CheckAll();
        Assert.Equal(0, model.Evictions);
    }

    [Property(MaxTest = 40, StartSize = 200, EndSize = 1500, Replay = Seed)]
    public void Lru_with_little_memory_answers_as_the_model(List<Step> steps) => RunTight(steps, EvictionPolicyKind.Lru);

    [Property(MaxTest = 40, StartSize = 200, EndSize = 1500, Replay = Seed)]
    public void S3fifo_with_little_memory_answers_as_the_model(List<Step> steps) => RunTight(steps, EvictionPolicyKind.S3Fifo);

    [Property(MaxTest = 40, StartSize = 200, EndSize = 1500, Replay = Seed)]
    public void Lfu_with_little_memory_answers_as_the_model(List<Step> steps) => RunTight(steps, EvictionPolicyKind.Lfu);

    [Property(MaxTest = 40, StartSize = 200, EndSize = 1500, Replay = Seed)]
    public void Fifo_with_little_memory_answers_as_the_model(List<Step> steps) => RunTight(steps, EvictionPolicyKind.Fifo);

    [Fact]
    public void Properties_are_really_run()
    {
        s_canaryRuns = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll<List<Step>>(_ => Interlocked.Increment(ref s_canaryRuns) > 0));
        Assert.Equal(25, s_canaryRuns);
        Assert.ThrowsAny<Exception>(() =>
            Check.One(Config.QuickThrowOnFailure, Prop.ForAll<List<Step>>(steps => steps.Count < 5)));
    }

    private static void RunTight(List<Step> steps, EvictionPolicyKind policy)
    {
        using var engine = new TestEngine(new CacheEngineOptions
        {
            MemoryBytesMax = TightBytes,
            ItemBytesMax = 100 << 10,
            Eviction = policy,
            Partitions = 1,
        });
        var model = new EngineModel(engine);
        for (var i = 0; i < steps.Count; i++)
        {
            model.Run(steps[i]);
            if (i % 100 == 0)
                engine.Engine.Validate();
        }

        model.CheckAll();
    }
}
