namespace FromScratch.Repository.Tests;

/// <summary>The files that belong to the repository: everything but what builds, tests and editors leave behind.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] Outside =
    [
        ".git", ".vs", ".vscode", ".idea",
        "artifacts", "bin", "obj", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts", "__pycache__",
    ];

    private static readonly string[] Binary = [".png", ".ico", ".bin", ".pfx"];

    public static IEnumerable<string> All(string root)
    {
        foreach (var file in Directory.EnumerateFiles(root))
        {
            if (Path.GetFileName(file) != ".git")
                yield return file;
        }

        foreach (var folder in Directory.EnumerateDirectories(root).Where(folder => !Outside.Contains(Path.GetFileName(folder))))
        {
            foreach (var file in All(folder))
                yield return file;
        }
    }

    public static IEnumerable<string> Text(string root) =>
        All(root).Where(file => !Binary.Contains(Path.GetExtension(file)));

    public static IEnumerable<string> CSharp(string root) =>
        All(root).Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<string> Markdown(string root) =>
        All(root).Where(file => file.EndsWith(".md", StringComparison.Ordinal));
}
