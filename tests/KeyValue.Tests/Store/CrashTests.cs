using FromScratch.TestKit;

namespace FromScratch.KeyValue.Tests.Store;

/// <summary>Each seed is one history, lived once without harm and then again for operations that the power is cut in.</summary>
public sealed class CrashTests
{
    private const int Histories = 12;
    private const int CrashesPerHistory = 40;

    [Fact]
    public async Task What_was_answered_is_there_after_a_power_cut_and_nothing_is_there_by_half()
    {
        var crashes = 0;
        var runs = 0;
        for (var seed = 1UL; seed <= Histories; seed++)
        {
            await using var unharmed = new CrashHistory(seed);
            await unharmed.RunAsync(0);
            var step = Math.Max(1, unharmed.Operations / CrashesPerHistory);
            for (var crashAt = 1 + (long)(seed % (ulong)step); crashAt <= unharmed.Operations; crashAt += step)
            {
                await using var history = new CrashHistory(seed);
                try
                {
                    await history.RunAsync(crashAt);
                }
                catch (Exception cause)
                {
                    throw new InvalidOperationException($"seed {seed}, crash at operation {crashAt}: {cause.Message}", cause);
                }

                runs++;
                crashes += history.Crashes;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{runs} histories, {crashes} crashes");
        Assert.True(crashes > runs / 2, $"{runs} histories, {crashes} crashes");
    }
}
