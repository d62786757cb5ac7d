namespace FromScratch.TestKit;

/// <summary>Where the source tree and what was built from it lie, seen from a running test.</summary>
public static class SourceTree
{
    private const string SolutionFile = "FromScratch.sln";

    /// <summary>The folder that holds FromScratch.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The build configuration of the running tests, as it stands in artifacts/bin ("debug" or "release").</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Name;

    /// <summary>
    /// The program that <paramref name="project"/> (file name without extension) built in the tests' configuration; null when it was
    /// not built.
    /// </summary>
    public static string? Executable(string project, string name)
    {
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        var path = Path.Combine(Root, "artifacts", "bin", project, Configuration, file);
        return File.Exists(path) ? path : null;
    }

    /// <summary>The same for a program that the tests reference, so that building them built it.</summary>
    /// <exception cref="FileNotFoundException">It was not built; the message says how to.</exception>
    public static string Built(string project, string name) => Executable(project, name)
        ?? throw new FileNotFoundException($"{name} is not built beside these tests: dotnet build -c {Configuration} builds all of them.");

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, SolutionFile)))
                return at.FullName;
        }

        throw new DirectoryNotFoundException($"No {SolutionFile} above {AppContext.BaseDirectory}.");
    }
}
