using System.Net;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Health;
using FromScratch.LoadBalancer.Tests.Proxy;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Health;

/// <summary>Rise and fall, and what a check finds.</summary>
public sealed class CheckStateTests
{
    [Fact]
    public void A_state_changes_after_as_many_checks_in_a_row_as_configured() => Seeds.ForEach(500, random =>
    {
        var config = new HealthCheckConfig { Rise = random.NextInt32(1, 5), Fall = random.NextInt32(1, 5) };
        var startsUp = random.Chance(0.5);
        var state = new CheckState(startsUp);
        var (isUp, against, isFirst) = (startsUp, 0, true);
        for (var i = 0; i < 60; i++)
        {
            var isOk = random.Chance(0.5);
            var changed = state.Take(new CheckOutcome(isOk, 0, 1, ""), config);
            against = isOk == isUp ? 0 : against + 1;
            var changes = against > 0 && against >= (isFirst ? 1 : isUp ? config.Fall : config.Rise);
            isFirst &= !changes && against > 0;
            (isUp, against) = changes ? (!isUp, 0) : (isUp, against);
            Assert.Equal((isUp, changes, against), (state.IsUp, changed, state.Against));
            Assert.Equal(against > 0 ? config.FastIntervalMs : isUp ? config.IntervalMs : config.DownIntervalMs, state.WaitMs(config));
        }
    });

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood", CheckResult.Passed, 200)]
    [InlineData("HTTP/1.1 302 Found\r\nContent-Length: 4\r\n\r\ngood", CheckResult.Passed, 302)]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\ngood", CheckResult.WrongStatus, 500)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad", CheckResult.WrongBody, 200)]
    [InlineData("hello\r\n\r\n", CheckResult.BadResponse, 0)]
    [InlineData("", CheckResult.BadResponse, 0)]
    public async Task A_check_judges_status_and_body(string answer, CheckResult result, int status)
    {
        using var server = new RawBackEnd((_, to) => !to.Send(answer));
        var outcome = await ProbeAsync(server.Port, new HealthCheckConfig { Path = "/healthz", BodyContains = "good", TimeoutMs = 20_000 });
        Assert.Equal((result, status, result == CheckResult.Passed), (outcome.Result, outcome.Status, outcome.IsOk));
        Assert.Equal("GET /healthz HTTP/1.1", Assert.Single(server.Seen).Line);
    }

    [Fact]
    public async Task A_server_that_is_dead_or_silent_does_not_pass()
    {
        var dead = await ProbeAsync(Balancers.DeadPort(), new HealthCheckConfig { Kind = CheckKind.Tcp });
        Assert.Equal(CheckResult.ConnectFailed, dead.Result);
        using var silent = new RawBackEnd((_, _) => true);
        Assert.Equal(CheckResult.ResponseTimedOut, (await ProbeAsync(silent.Port, new HealthCheckConfig { TimeoutMs = 100 })).Result);
        Assert.Equal(CheckResult.Passed, (await ProbeAsync(silent.Port, new HealthCheckConfig { Kind = CheckKind.Tcp })).Result);
    }

    private static Task<CheckOutcome> ProbeAsync(int port, HealthCheckConfig config) => HealthProbe.RunAsync(
        new ProbeTarget(new IPEndPoint(IPAddress.Loopback, port), "example.com"), config, TimeProvider.System,
        TestContext.Current.CancellationToken);
}
