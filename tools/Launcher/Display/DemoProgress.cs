using FromScratch.Demo;
using Spectre.Console;

namespace FromScratch.Launcher.Display;

/// <summary>The demo's progress: a bar on a terminal, a line per fifth when piped.</summary>
internal static class DemoProgress
{
    public static async Task<DemoReport> ShowAsync(Func<IDemoProgress, Task<DemoReport>> run)
    {
        if (Console.IsOutputRedirected)
            return await run(new Lines());
        return await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => run(new Bars(context)));
    }

    private sealed class Bars(ProgressContext context) : IDemoProgress
    {
        private ProgressTask? _task;

        public void Begin(string step, long total) => _task = context.AddTask(Markup.Escape(step), maxValue: total);

        public void Advance(long chunks) => _task?.Increment(chunks);

        public void Note(string line) => AnsiConsole.WriteLine(line);
    }

    private sealed class Lines : IDemoProgress
    {
        private const int Parts = 5;
        private string _step = "";
        private long _total;
        private long _done;

        public void Begin(string step, long total)
        {
            _step = step;
            _total = total;
            _done = 0;
        }

        public void Advance(long chunks)
        {
            var before = _done * Parts / _total;
            _done += chunks;
            if (_done * Parts / _total > before)
                Console.WriteLine($"{_step}: {_done} of {_total}");
        }

        public void Note(string line) => Console.WriteLine(line);
    }
}
