using System.Globalization;
using System.Text;
using FromScratch.Demo.Memcached;

namespace FromScratch.Launcher.Display;

/// <summary>Reads INFO of a server that speaks Redis's protocol.</summary>
internal static class RespInfo
{
    private const int BytesMax = 1 << 20;

    /// <summary>Its `name:value` lines; empty when the server answers with an error, as one that wants a password does.</summary>
    /// <exception cref="IOException">No such server, or it is gone.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(
        MemcachedConnection connection, CancellationToken cancellation)
    {
        await connection.SendAsync("INFO\r\n"u8.ToArray(), cancellation);
        var head = await connection.ReadLineAsync(cancellation);
        if (head.StartsWith('-'))
            return new Dictionary<string, string>();
        if (head is not ['$', ..] || !int.TryParse(head.AsSpan(1), CultureInfo.InvariantCulture, out var length)
            || length is < 0 or > BytesMax)
            throw new IOException($"no answer to INFO: {head}");
        var text = new byte[length];
        await connection.ReadExactlyAsync(text, cancellation);
        return Parse(Encoding.UTF8.GetString(text));
    }

    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var figures = new Dictionary<string, string>();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != '#' && line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
                figures[line[..colon]] = line[(colon + 1)..];
        }

        return figures;
    }

    /// <summary>Keys of all databases: `db0:keys=12,expires=3,avg_ttl=0`.</summary>
    public static long KeysIn(IReadOnlyDictionary<string, string> info) => info
        .Where(row => row.Key.StartsWith("db", StringComparison.Ordinal) && row.Value.StartsWith("keys=", StringComparison.Ordinal))
        .Sum(row => long.TryParse(row.Value["keys=".Length..].Split(',')[0], CultureInfo.InvariantCulture, out var keys) ? keys : 0);
}
