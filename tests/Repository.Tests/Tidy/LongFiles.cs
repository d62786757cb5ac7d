namespace FromScratch.Repository.Tests.Tidy;

/// <summary>Files that may be longer than <see cref="TidyRules.FileLinesMax"/>, each with the reason why it is one thing.</summary>
internal static class LongFiles
{
    public static readonly Dictionary<string, string> Reasons = new()
    {
        ["FromScratch.sln"] = "written by the SDK, twelve lines per project",
    };
}
