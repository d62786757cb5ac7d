using System.Collections.Concurrent;
using FromScratch.TestKit.Processes;

namespace FromScratch.Conformance.Tests.Tools;

/// <summary>Programs that some tests need and a machine may not have.</summary>
internal static class Tool
{
    private static readonly ConcurrentDictionary<string, Task<string?>> Pythons = new();

    /// <summary>The path of a program on PATH; skips the test where there is none.</summary>
    public static string Require(string name)
    {
        var path = OnPath(name).FirstOrDefault();
        Assert.SkipWhen(path is null, $"{name} is not installed");
        return path!;
    }

    /// <summary>A Python that can import the module; skips the test where there is none.</summary>
    public static async Task<string> RequirePython(string module)
    {
        var path = await Pythons.GetOrAdd(module, FindPython);
        Assert.SkipWhen(path is null, $"no python3 with {module} is installed");
        return path!;
    }

    private static async Task<string?> FindPython(string module)
    {
        foreach (var python in OnPath("python3").Append("/usr/bin/python3").Where(File.Exists).Distinct())
        {
            var result = await ServerProcess.RunAsync(python, ["-c", $"import {module}"]);
            if (result.ExitCode == 0)
                return python;
        }

        return null;
    }

    private static IEnumerable<string> OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, name))
            .Where(File.Exists);
}
