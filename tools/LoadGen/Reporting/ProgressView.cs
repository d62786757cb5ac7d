using System.Globalization;
using FromScratch.LoadGen.Running;
using Spectre.Console;

namespace FromScratch.LoadGen.Reporting;

/// <summary>
/// Shows on standard error how a run goes: a live status on a terminal, a plain line every <see cref="PlainEvery"/> otherwise (so a
/// short run stays silent). Colours follow NO_COLOR.
/// </summary>
internal static class ProgressView
{
    private static readonly TimeSpan PlainEvery = TimeSpan.FromSeconds(10);

    public static T Follow<T>(LoadPlan plan, Func<Action<LoadRun>, T> run)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsErrorRedirected || !console.Profile.Capabilities.Interactive)
            return run(Plain(plan));
        var result = default(T);
        console.Status().Start("connecting", context =>
        {
            var rate = new RateMeter();
            result = run(load => context.Status(Markup.Escape(Describe(plan, load, rate))));
        });
        return result!;
    }

    private static Action<LoadRun> Plain(LoadPlan plan)
    {
        var rate = new RateMeter();
        var next = PlainEvery;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        return load =>
        {
            if (clock.Elapsed < next)
                return;
            next += PlainEvery;
            Console.Error.WriteLine(Describe(plan, load, rate));
        };
    }

    private static string Describe(LoadPlan plan, LoadRun load, RateMeter rate)
    {
        var phase = Math.Min(load.CurrentPhase, plan.Phases.Count - 1);
        var requests = load.CurrentRequests;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Phases[phase].Name}: {requests:N0} requests, {rate.PerSecond(phase, requests):N0}/s");
    }

    /// <summary>Requests per second since the last look at the same phase.</summary>
    private sealed class RateMeter
    {
        private readonly System.Diagnostics.Stopwatch _since = System.Diagnostics.Stopwatch.StartNew();
        private long _lastRequests;
        private int _lastPhase;

        public double PerSecond(int phase, long requests)
        {
            var done = phase == _lastPhase ? requests - _lastRequests : requests;
            var seconds = _since.Elapsed.TotalSeconds;
            _since.Restart();
            _lastRequests = requests;
            _lastPhase = phase;
            return seconds > 0 ? done / seconds : 0;
        }
    }
}
