using System.Xml.Linq;

namespace FromScratch.Repository.Tests.Graph;

/// <summary>One project: its folder from the root with forward slashes ("src/Hosts/Cache") and the folders it references.</summary>
internal sealed record ProjectNode(string Folder, IReadOnlyList<string> References)
{
    /// <summary>Every project of the repository.</summary>
    public static IReadOnlyList<ProjectNode> ReadAll(string root) =>
        [.. ProjectFiles(root).Select(file => new ProjectNode(FolderOf(root, file), [.. ReferencesOf(root, file)]))];

    public static IEnumerable<string> ProjectFiles(string root) =>
        RepositoryFiles.All(root).Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));

    private static IEnumerable<string> ReferencesOf(string root, string file) =>
        from reference in XDocument.Load(file).Descendants("ProjectReference")
        let target = reference.Attribute("Include")!.Value.Replace('\\', Path.DirectorySeparatorChar)
        select FolderOf(root, Path.GetFullPath(target, Path.GetDirectoryName(file)!));

    private static string FolderOf(string root, string file) =>
        Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '/');
}
