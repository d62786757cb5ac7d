using System.Text;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Configuration;

/// <summary>Short ways to and from configurations.</summary>
internal static class Configs
{
    /// <summary>The least that there can be.</summary>
    public const string Least = """
        {
          "listeners": [{ "name": "main", "address": "http://127.0.0.1:8080", "routes": [{ "name": "all", "targets": ["web"] }] }],
          "backends": [{ "name": "web", "servers": ["127.0.0.1:9001"] }]
        }
        """;

    public static ConfigResult Parse(string text) => ConfigText.Parse(Encoding.UTF8.GetBytes(text));

    public static BalancerConfig Good(string text)
    {
        var result = Parse(text);
        Assert.Empty(result.Errors);
        return result.Config!;
    }

    /// <summary>As text: lists in records are compared by reference, their text is not.</summary>
    public static string Text(BalancerConfig config) => Encoding.UTF8.GetString(ConfigWriter.Write(config, withSecrets: true).Span);

    /// <summary>The least configuration with one part of its text replaced, which has to be there.</summary>
    public static string Replaced(string old, string by)
    {
        Assert.Contains(old, Least, StringComparison.Ordinal);
        return Least.Replace(old, by, StringComparison.Ordinal);
    }

    /// <summary>More keys for the backend of the least configuration.</summary>
    public static string Backend(string keys) =>
        Replaced("\"servers\": [\"127.0.0.1:9001\"]", "\"servers\": [\"127.0.0.1:9001\"], " + keys);

    public static string Listener(string keys) => Replaced("\"name\": \"main\"", "\"name\": \"main\", " + keys);

    public static string Route(string keys) => Replaced("\"name\": \"all\"", "\"name\": \"all\", " + keys);
}
