using System.Text.Json;
using System.Text.RegularExpressions;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>What an access log has, line by line, each whole and in one format.</summary>
internal static partial class LoggedRequests
{
    /// <summary>The targets of the requests; fails when a line has another format.</summary>
    public static IReadOnlyList<string> Of(string path, AccessLogFormat format)
    {
        var all = Of(path);
        Assert.All(all, line => Assert.Equal((format, line.Target), line));
        return [.. all.Select(line => line.Target)];
    }

    /// <summary>Also while it is being written, as far as it ends with a whole line.</summary>
    public static IReadOnlyList<(AccessLogFormat Format, string Target)> Of(string path)
    {
        if (!File.Exists(path))
            return [];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];
    }

    private static (AccessLogFormat Format, string Target) Read(string line)
    {
        if (Combined().Match(line) is { Success: true } match)
            return (AccessLogFormat.Combined, match.Groups[1].Value);
        using var json = JsonDocument.Parse(line);
        Assert.Equal("GET", json.RootElement.GetProperty("method").GetString());
        return (AccessLogFormat.Json, json.RootElement.GetProperty("target").GetString()!);
    }

    [GeneratedRegex("""^127\.0\.0\.1 - - \[[^\]]+\] "GET (\S+) HTTP/1\.1" 200 \d+ "-" "-"$""")]
    private static partial Regex Combined();
}
