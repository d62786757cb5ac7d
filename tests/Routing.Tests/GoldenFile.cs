using System.Globalization;
using System.Text;
using FromScratch.Routing.Hashing;
using FromScratch.Routing.Maps;

namespace FromScratch.Routing.Tests;

/// <summary>What the real libmemcached 1.0.18 answered: see Golden/make_golden.py for the format and for how to ask it again.</summary>
internal static class GoldenFile
{
    public static IEnumerable<string[]> Lines(string kind)
    {
        using var reader = new StreamReader(typeof(GoldenFile).Assembly.GetManifestResourceStream("libmemcached.txt")!);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.StartsWith(kind + " ")).Select(line => line.Split(' '))];
    }

    public static byte[] Key(int i) => Encoding.UTF8.GetBytes((i % 3) switch
    {
        0 => $"user:{i}",
        1 => $"session/{(uint)(i * 2654435761L):x8}/data",
        _ => $"ключ-{i}",
    });

    public static ServerEntry[] Servers(string text) => [.. text.Split(',').Select(part =>
    {
        var fields = part.Split(':');
        return ServerEntry.FromAddress(fields[0], Number(fields[1]), Number(fields[2]));
    })];

    public static KeyHash Hash(string name) => Enum.Parse<KeyHash>(name);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
