using FromScratch.Hosting.Logging;
using Microsoft.Extensions.Logging;

namespace FromScratch.Hosting.Tests;

public sealed class LogLevelSwitchTests
{
    [Theory]
    [InlineData(LogLevel.Information, 0, LogLevel.Information)]
    [InlineData(LogLevel.Information, 1, LogLevel.Information)]
    [InlineData(LogLevel.Information, 2, LogLevel.Debug)]
    [InlineData(LogLevel.Information, 3, LogLevel.Trace)]
    [InlineData(LogLevel.Warning, 0, LogLevel.Warning)]
    [InlineData(LogLevel.Warning, 1, LogLevel.Information)]
    [InlineData(LogLevel.Debug, 0, LogLevel.Information)]
    public void Verbosity_moves_the_level_and_back(LogLevel configured, int verbosity, LogLevel lowest)
    {
        var level = new LogLevelSwitch(configured);
        Assert.Equal(configured, level.Lowest);
        level.SetVerbosity(verbosity);
        Assert.Equal(lowest, level.Lowest);
    }

    [Fact]
    public async Task The_loggers_of_a_host_follow_the_switch()
    {
        var made = new TaskCompletionSource<Demo>(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = FromScratchHost.RunAsync(["--Logging:LogLevel:Default=Warning"], Demo.DefinitionFor(context =>
        {
            var server = new Demo(context);
            made.SetResult(server);
            return server;
        }));
        var context = (await made.Task.WaitAsync(TimeSpan.FromSeconds(20))).Context;
        var log = context.Loggers.CreateLogger("Demo");
        var framework = context.Loggers.CreateLogger("Microsoft.Extensions");
        Assert.Equal((true, false), (log.IsEnabled(LogLevel.Warning), log.IsEnabled(LogLevel.Information)));
        context.LogLevel.SetVerbosity(2);
        Assert.Equal((true, false), (log.IsEnabled(LogLevel.Debug), log.IsEnabled(LogLevel.Trace)));
        Assert.False(framework.IsEnabled(LogLevel.Information));
        context.StopHost();
        Assert.Equal(ExitCodes.Clean, await run.WaitAsync(TimeSpan.FromSeconds(20)));
    }
}
