using System.Text;
using FromScratch.Hosting.Lifetime;
using FromScratch.Hosting.Logging;
using FromScratch.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace FromScratch.Hosting.Tests;

/// <summary>What happens when the signal comes; that it comes is tested with a real process in Cache.Tests.</summary>
public sealed class ReloadSignalTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly MemoryStream _stream = new();

    [Theory]
    [InlineData(null, "00:00:00.000 info  Demo files read again\n")]
    [InlineData("no such file", "00:00:00.000 error Demo files read again, but not all are in force: no such file\n")]
    public void The_server_is_asked_and_its_answer_logged(string? failure, string logged)
    {
        var server = MakeServer(failure);
        using var signal = MakeSignal(server);
        signal.Reload();
        Assert.Equal(["reload"], server.Calls);
        Assert.Equal(logged, Encoding.UTF8.GetString(_stream.ToArray()));
    }

    [Fact]
    public void A_server_that_drains_is_not_asked_any_more()
    {
        var server = MakeServer(null);
        var signal = MakeSignal(server);
        signal.Dispose();
        signal.Reload();
        Assert.Empty(server.Calls);
    }

    public void Dispose()
    {
        _clock.Dispose();
        _stream.Dispose();
    }

    private Demo MakeServer(string? failure)
    {
        var configuration = new ConfigurationBuilder().Build();
        var context = new HostContext(_clock.Time, NullLoggerFactory.Instance, configuration, new Readiness(), () => { });
        return new Demo(context) { ReloadFailure = failure };
    }

    private ReloadSignal MakeSignal(Demo server) =>
        ReloadSignal.Listen(server, new ConsoleLoggerProvider(_stream, TextLogLine.Instance, _clock.Time).CreateLogger("Demo"));
}
