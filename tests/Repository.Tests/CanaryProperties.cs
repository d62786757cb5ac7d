using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace FromScratch.Repository.Tests;

/// <summary>
/// Some pairings of property library and test runner find properties and never run them. Here one counts its runs, and a fact that
/// is ordered behind it reads the count.
/// </summary>
[TestMethodOrderer(typeof(PropertiesFirst))]
public sealed class CanaryProperties
{
    private const int Runs = 123;
    private static int _seen;

    [Property(MaxTest = Runs)]
    public bool A_property_is_run_with_values(int number, byte[] bytes)
    {
        Interlocked.Increment(ref _seen);
        return bytes is not null && number - number == 0;
    }

    [Fact]
    public void The_property_before_was_run_as_often_as_asked() => Assert.Equal(Runs, _seen);

    [Fact]
    public void A_property_that_does_not_hold_fails() =>
        Assert.ThrowsAny<Exception>(() => Prop.ForAll<int>(number => number < 10).QuickCheckThrowOnFailure());
}

/// <summary>Properties before facts, else in the order found.</summary>
public sealed class PropertiesFirst : ITestMethodOrderer
{
    public IReadOnlyCollection<TTestMethod?> OrderTestMethods<TTestMethod>(IReadOnlyCollection<TTestMethod?> testMethods)
        where TTestMethod : notnull, ITestMethod =>
        [.. testMethods.OrderBy(test => test?.MethodName == nameof(CanaryProperties.A_property_is_run_with_values) ? 0 : 1)];
}
