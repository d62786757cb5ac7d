using System.Text.Json;
using FromScratch.LoadGen.Reporting;
using FromScratch.LoadGen.Running;

namespace FromScratch.LoadGen.Cli;

/// <summary>Runs a plan with progress, prints and saves the report, and chooses the exit code.</summary>
internal static class LoadCommandRunner
{
    public const int ExitClean = 0;
    public const int ExitProblems = 1;
    public const int ExitCancelled = 130;

    public static int Run(LoadSettings settings, string? jsonPath, CancellationToken cancellation)
    {
        var plan = LoadPlanner.Plan(settings);
        using var run = new LoadRun(plan);
        try
        {
            var phases = ProgressView.Follow(plan, view => run.Execute(view, cancellation));
            var report = ReportBuilder.Build(plan, phases, WorkloadText.Of(settings), settings.Seed);
            ReportText.Write(Console.Out, report);
            if (jsonPath is not null)
                File.WriteAllText(jsonPath, JsonSerializer.Serialize(report, ReportJson.Default.LoadReport));
            return report.IsClean ? ExitClean : ExitProblems;
        }
        catch (LoadRunFailedException failure)
        {
            Console.Error.WriteLine($"fromscratch-load: {settings.Server}: {failure.Message}");
            return ExitProblems;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("fromscratch-load: cancelled");
            return ExitCancelled;
        }
    }
}
