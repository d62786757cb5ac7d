using System.Xml.Linq;
using FromScratch.Repository.Tests.Graph;
using FromScratch.TestKit;

namespace FromScratch.Repository.Tests;

/// <summary>What every project of the repository keeps.</summary>
public sealed class ProjectRulesTests
{
    private static readonly string Root = SourceTree.Root;

    [Fact]
    public void Every_project_stands_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Root, "FromScratch.sln"));
        var missing = ProjectNode.ProjectFiles(Root)
            .Select(file => Path.GetRelativePath(Root, file).Replace('/', '\\'))
            .Where(file => !solution.Contains('"' + file + '"'));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_source_project_is_AOT_compatible()
    {
        var common = XDocument.Load(Path.Combine(Root, "Directory.Build.props"));
        var group = Assert.Single(common.Descendants("PropertyGroup"), g => g.Element("IsAotCompatible")?.Value == "true");
        Assert.Equal("'$(IsSourceProject)' == 'true'", group.Attribute("Condition")?.Value);
        string[] forbidden = ["IsAotCompatible", "EnableAotAnalyzer", "EnableTrimAnalyzer", "SuppressTrimAnalysisWarnings", "NoWarn"];
        Assert.Empty(
            from file in SourceProjects()
            from property in XDocument.Load(file).Descendants()
            where forbidden.Contains(property.Name.LocalName)
            select $"{Path.GetFileName(file)} sets {property.Name.LocalName}.");
    }

    [Fact]
    public void Package_versions_are_pinned_in_one_place()
    {
        var central = XDocument.Load(Path.Combine(Root, "Directory.Packages.props"));
        Assert.Equal("true", central.Descendants("ManagePackageVersionsCentrally").Single().Value);
        Assert.All(
            central.Descendants("PackageVersion").Select(package => package.Attribute("Version")!.Value),
            version => Assert.Matches(@"^\d+(\.\d+)+$", version));
        Assert.Empty(
            from file in RepositoryFiles.All(Root)
            where Path.GetExtension(file) is ".csproj" or ".props" or ".targets"
            from reference in XDocument.Load(file).Descendants("PackageReference")
            where reference.Attributes().Any(a => a.Name.LocalName is "Version" or "VersionOverride")
            select $"{Path.GetFileName(file)} pins {reference.Attribute("Include")?.Value} itself.");
    }

    [Fact]
    public void Every_server_explains_itself()
    {
        var readme = File.ReadAllLines(Path.Combine(Root, "README.md"));
        var silent = Arrows.Servers
            .Where(server => Directory.Exists(Path.Combine(Root, server)))
            .Where(server => !File.Exists(Path.Combine(Root, server, "DESIGN.md")))
            .Where(server => !readme.Any(line => line.StartsWith('#') && Mentions(line, Path.GetFileName(server))));
        Assert.Empty(silent);
    }

    private static bool Mentions(string line, string name) => line.Contains(name, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> SourceProjects() =>
        ProjectNode.ProjectFiles(Path.Combine(Root, "src"));
}
