using FromScratch.TestKit;

namespace FromScratch.Repository.Tests.Tidy;

/// <summary>The repository keeps its own rules.</summary>
public sealed class TidyTests
{
    private static readonly string Root = SourceTree.Root;

    [Fact]
    public void Files_are_short() => Check(RepositoryFiles.CSharp(Root), TidyRules.Size);

    [Fact]
    public void Lines_of_code_and_documents_are_short() =>
        Check([.. RepositoryFiles.CSharp(Root), .. RepositoryFiles.Markdown(Root)], TidyRules.Width);

    [Fact]
    public void Methods_fit_a_screen() => Check(RepositoryFiles.CSharp(Root), TidyRules.Methods);

    [Fact]
    public void No_exception_is_swallowed_without_a_word() => Check(RepositoryFiles.CSharp(Root), TidyRules.EmptyCatches);

    [Fact]
    public void Nothing_is_left_unfinished() => Check(RepositoryFiles.Text(Root), TidyRules.Leftovers);

    [Fact]
    public void Nothing_names_a_path_of_one_machine() => Check(RepositoryFiles.Text(Root), TidyRules.MachineTraces);

    [Fact]
    public void Links_lead_to_public_references() => Check(RepositoryFiles.Text(Root), TidyRules.ForeignHosts);

    [Fact]
    public void Every_listed_long_file_exists() =>
        Assert.All(LongFiles.Reasons.Keys, name => Assert.True(File.Exists(Path.Combine(Root, name)), name));

    private static void Check(IEnumerable<string> files, Func<string, string, IEnumerable<string>> rule)
    {
        var read = files.ToList();
        Assert.NotEmpty(read);
        var breaches = read.SelectMany(file => rule(Path.GetRelativePath(Root, file).Replace('\\', '/'), File.ReadAllText(file))).ToList();
        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
    }
}
