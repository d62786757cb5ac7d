using System.Globalization;

namespace FromScratch.Hosting.Options;

/// <summary>
/// Collects what is wrong with bound options: one line per breach with key, value and what is allowed. Ranges are inclusive.
/// </summary>
public sealed class OptionsCheck(string section)
{
    private readonly List<string> _breaches = [];

    public IReadOnlyList<string> Breaches => _breaches;

    public OptionsCheck Range(string key, long value, long min, long max) =>
        Require(key, value, value >= min && value <= max, string.Create(CultureInfo.InvariantCulture, $"{min} to {max}"));

    public OptionsCheck OneOf(string key, string? value, params IReadOnlyList<string> allowed) =>
        Require(key, value, value is not null && allowed.Contains(value), string.Join(", ", allowed));

    /// <summary>The configuration also takes numbers for an enum, any number.</summary>
    public OptionsCheck Defined<TEnum>(string key, TEnum value)
        where TEnum : struct, Enum => Require(key, value, Enum.IsDefined(value), NamesOf(typeof(TEnum)));

    /// <param name="key">The option's key within the section.</param>
    /// <param name="value">What was given.</param>
    /// <param name="holds">Whether it is right.</param>
    /// <param name="allowed">What would be, in words that complete "allowed is ...".</param>
    public OptionsCheck Require(string key, object? value, bool holds, string allowed)
    {
        if (!holds)
            _breaches.Add(string.Create(CultureInfo.InvariantCulture, $"{section}:{key} = \"{value}\": allowed is {allowed}"));
        return this;
    }

    /// <summary>A breach whose line is written already, in the words of another reader.</summary>
    public void Add(string breach) => _breaches.Add(breach);

    internal static string NamesOf(Type type) => string.Join(", ", Enum.GetNames(type)).ToLowerInvariant();
}
