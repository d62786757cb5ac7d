using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>An enum's values as the configuration spells them: roundRobin. Any case is understood.</summary>
internal static class EnumWords
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Spelled(value.ToString());

    public static bool TryRead<TEnum>(string word, [NotNullWhen(true)] out TEnum? value)
        where TEnum : struct, Enum
    {
        value = null;
        foreach (var one in Enum.GetValues<TEnum>())
        {
            if (string.Equals(one.ToString(), word, StringComparison.OrdinalIgnoreCase))
                value = one;
        }

        return value is not null;
    }

    /// <summary>random, roundRobin, ...</summary>
    public static string All<TEnum>()
        where TEnum : struct, Enum => string.Join(", ", Enum.GetNames<TEnum>().Select(Spelled));

    private static string Spelled(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
