using FromScratch.TestKit;

namespace FromScratch.Cluster.Tests.Launching;

/// <summary>
/// What a test cluster runs: our cache host when it is built, else the memcached of this machine (the launcher does not care), else the
/// test is skipped.
/// </summary>
internal sealed record CacheProgram(string Command, string[] Args, string Ready, bool HasAdmin)
{
    public static CacheProgram Find()
    {
        if (SourceTree.Executable("FromScratch.Hosts.Cache", "fromscratch-cache") is { } ours)
            return new(ours, ["-p", "{port}", "-l", "{host}", "-m", "64", "--admin-port", "{adminPort}"], "readyz", true);
        var installed = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(directory => Path.Combine(directory, "memcached")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(installed is null, "neither fromscratch-cache is built nor memcached is installed");
        return new(installed!, ["-p", "{port}", "-l", "{host}", "-m", "64", "-U", "0", "-u", "nobody"], "version", false);
    }
}
