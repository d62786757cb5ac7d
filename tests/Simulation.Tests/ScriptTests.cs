using FromScratch.Simulation.Scripts;
using FromScratch.Simulation.World;

namespace FromScratch.Simulation.Tests;

public sealed class ScriptTests
{
    public static TheoryData<string> Names => [.. AllScripts.List.Select(script => script.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void NothingComesOfItAndWithoutTheRuleItDoes(string name)
    {
        var script = AllScripts.List.Single(script => script.Name == name);
        Assert.Null(script.PlayAsIs());
        Assert.NotNull(Mutations.Play(script.Rule));
    }
}
