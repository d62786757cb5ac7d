using System.Diagnostics.CodeAnalysis;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>A configuration that is right in every point, or all that is wrong with it.</summary>
/// <param name="Config">Null when there are errors.</param>
/// <param name="Errors">One line each: the key's path, its value, what is allowed.</param>
public sealed record ConfigResult(BalancerConfig? Config, IReadOnlyList<string> Errors)
{
    [MemberNotNullWhen(true, nameof(Config))]
    public bool IsGood => Config is not null;

    internal static ConfigResult Refused(params IReadOnlyList<string> errors) => new(null, errors);
}
