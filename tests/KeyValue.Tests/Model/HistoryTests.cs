using FsCheck.Xunit;

namespace FromScratch.KeyValue.Tests.Model;

/// <summary>Whole histories of commands, time and restarts, reply by reply against a dictionary with a clock.</summary>
public sealed class HistoryTests
{
    [Property(Arbitrary = [typeof(Histories)], MaxTest = 250, StartSize = 5, EndSize = 120, Replay = "20260101,7")]
    internal void A_server_answers_and_keeps_what_the_model_does(History history) => HistoryRun.Check(history);
}
