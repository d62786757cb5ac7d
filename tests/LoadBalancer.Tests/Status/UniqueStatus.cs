using System.Reflection;
using FromScratch.LoadBalancer.Health;
using FromScratch.LoadBalancer.Status;

namespace FromScratch.LoadBalancer.Tests.Status;

/// <summary>
/// A status with one listener, route, backend and server in which no two numbers are equal: whoever shows a number under the wrong name
/// shows it twice.
/// </summary>
internal static class UniqueStatus
{
    public static readonly DateTimeOffset TakenAt = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    public static BalancerStatus Make()
    {
        var next = 1_000L;
        var server = Fill(new ServerStatus { Name = "s", IsChecked = true, State = ServerState.Up }, ref next) with
        {
            ChecksAgainst = 0,
            LastCheck = new CheckStatus(true, CheckResult.Passed, (int)next++, next++, TakenAt.AddSeconds(-next++)),
        };
        var backend = Fill(new BackendStatus { Name = "b", Servers = [server] }, ref next);
        var listener = Fill(
            new ListenerStatus { Name = "l", Routes = [Fill(new RouteStatus { Name = "r" }, ref next)] }, ref next);
        var all = new BalancerStatus { TakenAt = TakenAt, Listeners = [listener], Backends = [backend] };
        return Fill(all, ref next) with { TakenAt = TakenAt };
    }

    private static T Fill<T>(T target, ref long next)
        where T : class
    {
        foreach (var property in typeof(T).GetProperties().Where(property => property.CanWrite))
        {
            if (ValueFor(property.PropertyType, ref next) is { } value)
                property.SetValue(target, value);
        }

        return target;
    }

    private static object? ValueFor(Type type, ref long next)
    {
        if (type == typeof(long))
            return next++;
        if (type == typeof(int))
            return (int)next++;
        if (type == typeof(double))
            return (double)next++;
        if (type == typeof(DateTimeOffset))
            return TakenAt.AddSeconds(-next++);
        if (type == typeof(TrafficStatus))
            return Fill(new TrafficStatus(), ref next);
        if (type == typeof(EffortStatus))
            return Fill(new EffortStatus(), ref next);
        if (type == typeof(QueueStatus))
            return Fill(new QueueStatus(), ref next);
        if (type == typeof(PhaseTimes))
            return new PhaseTimes(next++, next++, next++, next++);
        return type == typeof(ResponseCounts) ? new ResponseCounts(next++, next++, next++, next++, next++, next++) : null;
    }

    /// <summary>Names that show the same number, joined by a comma, a line for each number.</summary>
    public static IEnumerable<string> Doubles(IEnumerable<(string Name, double Value)> shown) =>
        from one in shown
        where one.Value >= 1_000
        group one.Name by one.Value into same
        where same.Count() > 1
        select string.Join(", ", same.Order(StringComparer.Ordinal));

    /// <summary>Every number of a record by the name that it has in JSON.</summary>
    public static IEnumerable<(string Name, double Value)> NumbersOf(object record) =>
        from property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.PropertyType == typeof(long) || property.PropertyType == typeof(int) || property.PropertyType == typeof(double)
        select (System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.Name), Convert.ToDouble(property.GetValue(record)));
}
