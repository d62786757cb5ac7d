using FromScratch.TestKit;

namespace FromScratch.Log.Tests.Segments;

/// <summary>Each seed is one history, lived once without harm and then once for every operation that the power can be cut in.</summary>
public sealed class CrashTests
{
    private const int Histories = 60;

    [Fact]
    public void Nothing_acknowledged_is_lost_and_nothing_half_written_appears_wherever_the_power_is_cut()
    {
        var runs = 0;
        var crashes = 0;
        Seeds.ForEach(Histories, random =>
        {
            var unharmed = new CrashHistory(random.Seed);
            unharmed.Run(0);
            for (var crashAt = 1; crashAt <= unharmed.Disk.Operations; crashAt++)
            {
                var history = new CrashHistory(random.Seed);
                try
                {
                    history.Run(crashAt);
                }
                catch (Exception cause)
                {
                    throw new InvalidOperationException($"crash at operation {crashAt}: {cause.Message}", cause);
                }

                runs++;
                crashes += history.Crashes;
            }
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{runs} histories, {crashes} crashes");
        Assert.True(crashes >= runs && runs > 0, $"{runs} histories, {crashes} crashes");
    }
}
