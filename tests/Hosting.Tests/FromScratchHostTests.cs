using System.Net;
using System.Net.Sockets;
using FromScratch.Hosting.Lifetime;

namespace FromScratch.Hosting.Tests;

public sealed class FromScratchHostTests
{
    [Fact]
    public async Task A_host_starts_reports_ready_drains_when_asked_and_ends_cleanly()
    {
        Demo? server = null;
        var made = new TaskCompletionSource<Demo>(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = FromScratchHost.RunAsync([], Demo.DefinitionFor(context =>
        {
            made.SetResult(server = new Demo(context));
            return server;
        }));
        var demo = await made.Task.WaitAsync(TimeSpan.FromSeconds(20));
        SpinWait.SpinUntil(() => demo.Context.Readiness.IsReady || run.IsCompleted, TimeSpan.FromSeconds(20));
        Assert.True(demo.Context.Readiness.IsReady);
        demo.Context.StopHost();
        Assert.Equal(ExitCodes.Clean, await run.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(["start", "drain, ready: False", "dispose"], demo.Calls);
    }

    [Theory]
    [InlineData("-p", "99999")]
    [InlineData("--Demo:Prot=1")]
    [InlineData("--Logging:LogLevel:Default=Loud")]
    [InlineData("-x")]
    public async Task A_bad_option_ends_with_exit_code_2(params string[] args) =>
        Assert.Equal(ExitCodes.BadOption, await FromScratchHost.RunAsync(args, Demo.Definition));

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("--check-config")]
    public async Task Help_version_and_check_end_without_a_server(string arg)
    {
        var definition = Demo.DefinitionFor(_ => throw new InvalidOperationException("No server was asked for."));
        Assert.Equal(ExitCodes.Clean, await FromScratchHost.RunAsync([arg], definition));
    }

    [Fact]
    public async Task A_server_that_cannot_start_ends_with_exit_code_1()
    {
        var definition = Demo.DefinitionFor(_ => throw new SocketException((int)SocketError.AddressAlreadyInUse));
        Assert.Equal(ExitCodes.Failed, await FromScratchHost.RunAsync([], definition));
    }

    [Fact]
    public void Readiness_gives_the_reason_that_weighs_most()
    {
        var readiness = new Readiness();
        Assert.Equal("starting", readiness.Reason);
        readiness.Hold("replaying the log");
        readiness.Start();
        Assert.Equal("replaying the log", readiness.Reason);
        readiness.Release("replaying the log");
        Assert.Null(readiness.Reason);
        readiness.Drain();
        Assert.Equal("draining", readiness.Reason);
        Assert.True(readiness.IsDraining);
    }
}
