using System.Globalization;

namespace FromScratch.KeyValue.Session.Settings;

/// <summary>Options in redis.conf's words, and back.</summary>
internal static class OptionWords
{
    private static readonly string[] Policies = ["noeviction", "allkeys-lru", "allkeys-lfu", "volatile-ttl"];

    public static string AllPolicies => string.Join(", ", Policies);

    public static string Of(MaxMemoryPolicy policy) => Policies[(int)policy];

    public static bool TryParse(string word, out MaxMemoryPolicy policy)
    {
        var index = Array.FindIndex(Policies, known => known.Equals(word, StringComparison.OrdinalIgnoreCase));
        policy = (MaxMemoryPolicy)Math.Max(0, index);
        return index >= 0;
    }

    public static string Of(AppendFsync fsync) => fsync switch
    {
        AppendFsync.Always => "always",
        AppendFsync.EverySec => "everysec",
        _ => "no",
    };

    public static string Of(TlsAuthClients clients) => clients switch
    {
        TlsAuthClients.Yes => "yes",
        TlsAuthClients.Optional => "optional",
        _ => "no",
    };

    public static string Of(bool value) => value ? "yes" : "no";

    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>redis.conf's sizes: 100, 100b, 1k (1000), 1kb (1024), and so on for m and g.</summary>
    public static bool TryParseBytes(string text, out long bytes)
    {
        bytes = 0;
        var digits = text.AsSpan().TrimEnd("bkmgBKMG");
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        long? factor = text[digits.Length..].ToLowerInvariant() switch
        {
            "" or "b" => 1,
            "k" => 1000,
            "kb" => 1 << 10,
            "m" => 1_000_000,
            "mb" => 1 << 20,
            "g" => 1_000_000_000,
            "gb" => 1 << 30,
            _ => null,
        };
        if (factor is null || number > long.MaxValue / factor)
            return false;
        bytes = number * factor.Value;
        return true;
    }
}
