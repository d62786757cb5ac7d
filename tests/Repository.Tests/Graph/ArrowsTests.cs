using FromScratch.TestKit;

namespace FromScratch.Repository.Tests.Graph;

public sealed class ArrowsTests
{
    [Fact]
    public void The_project_graph_keeps_the_arrows_of_the_design()
    {
        var projects = ProjectNode.ReadAll(SourceTree.Root);
        Assert.Contains(projects, project => project is { Folder: "src/Protocols", References: ["src/Core"] });
        Assert.Empty(Arrows.Violations(projects));
    }

    [Theory]
    [InlineData("src/Cache", "src/Queue")]
    [InlineData("src/Core", "src/Transport")]
    [InlineData("src/Protocols", "src/Transport")]
    [InlineData("src/Transport", "src/Protocols")]
    [InlineData("src/Hosting", "src/Cache")]
    [InlineData("src/Log", "src/Protocols")]
    [InlineData("src/Replication", "src/Log")]
    [InlineData("src/Log", "src/Group")]
    [InlineData("src/Group", "src/KeyValue")]
    [InlineData("src/Hosts/Cache", "src/KeyValue")]
    [InlineData("src/Hosts/Cache", "src/Hosts/KeyValue")]
    [InlineData("src/Cache", "tests/TestKit")]
    [InlineData("src/Hosting", "tools/Launcher")]
    public void A_wrong_arrow_is_reported(string from, string to)
    {
        var sentence = Assert.Single(Arrows.Violations([new ProjectNode(from, ["src/Core", to])]), s => s.Contains(to));
        Assert.Equal($"{from} must not reference {to}.", sentence);
    }

    [Theory]
    [InlineData("src/Hosts/Cache", "src/Cache")]
    [InlineData("src/Hosts/Ping", "src/Transport")]
    [InlineData("src/Queue", "src/Log")]
    [InlineData("src/Group", "src/Replication")]
    [InlineData("tests/Cluster.Tests", "src/Hosts/Cache")]
    [InlineData("bench/Compare", "src/Cache")]
    public void A_right_arrow_is_not(string from, string to) =>
        Assert.Empty(Arrows.Violations([new ProjectNode(from, [to])]));

    [Fact]
    public void A_room_that_the_design_does_not_know_is_reported() =>
        Assert.Equal(["src/Misc is no room of the design."], Arrows.Violations([new ProjectNode("src/Misc", [])]));

    [Fact]
    public void References_are_read_from_project_files()
    {
        using var root = new TempDirectory();
        Directory.CreateDirectory(root.File("src/Cache"));
        root.Write("src/Cache/A.csproj", """<Project><ItemGroup><ProjectReference Include="..\Queue\B.csproj" /></ItemGroup></Project>""");
        var project = Assert.Single(ProjectNode.ReadAll(root.Path));
        Assert.Equal("src/Cache", project.Folder);
        Assert.Equal(["src/Queue"], project.References);
    }
}
