using System.Net;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Limits;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Limits;

/// <summary>Buckets over a day of virtual time.</summary>
public sealed class RateLimiterTests
{
    private const long DayMs = 24L * 3600 * 1000;
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");

    [Fact]
    public void Nobody_gets_more_than_rate_and_burst_and_who_waits_as_told_is_let_in() => Seeds.ForEach(20, random =>
    {
        var config = new RateLimitConfig(0.1 + random.NextDouble(), random.NextInt32(1, 20));
        var limiter = new RateLimiter(config);
        long now = 0;
        var allowed = 0;
        while (now < DayMs)
        {
            if (limiter.TryTake(Client, now, out var wait))
            {
                allowed++;
                now += random.NextInt32(1, 2_000);
                continue;
            }

            now += wait * 1000L;
            Assert.True(limiter.TryTake(Client, now, out _), "waited as told, and was refused");
            allowed++;
        }

        Assert.True(allowed <= config.Burst + now / 1000.0 * config.RequestsPerSecond + 1);
    });

    [Fact]
    public void Clients_do_not_share_unless_they_are_told_to()
    {
        var each = new RateLimiter(new RateLimitConfig(1, 1));
        var all = new RateLimiter(new RateLimitConfig(1, 1, PerClient: false));
        var other = IPAddress.Parse("192.0.2.2");
        Assert.True(each.TryTake(Client, 0, out _) && each.TryTake(other, 0, out _) && all.TryTake(Client, 0, out _));
        Assert.False(all.TryTake(other, 0, out _));
        Assert.False(each.TryTake(Client, 999, out _));
        Assert.True(each.TryTake(Client, 1_999, out _));
    }

    [Fact]
    public void What_is_known_of_clients_is_bounded()
    {
        var limiter = new RateLimiter(new RateLimitConfig(1, 2));
        for (var i = 0; i < RateLimiter.ClientsMax + 1000; i++)
            limiter.TryTake(new IPAddress(i + 1L), 0, out _);
        Assert.InRange(limiter.Clients, RateLimiter.ClientsMax, RateLimiter.ClientsMax + 1);
        // Later all buckets are full again, and forgotten.
        limiter.TryTake(IPAddress.Parse("203.0.113.1"), 10_000, out _);
        Assert.InRange(limiter.Clients, 1, 2);
    }
}
