using FromScratch.Hosting;
using FromScratch.Hosts.KeyValue;
using FromScratch.KeyValue;
using FromScratch.Transport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

const string Name = "fromscratch-kv";
TransportRuntime.UseInlineCompletions();
if (RedisArguments.Expand(args, out var expanded) is { } mistake)
{
    await Console.Error.WriteLineAsync($"{Name}: {mistake}");
    return ExitCodes.BadOption;
}

return await FromScratchHost.RunAsync(expanded, new HostDefinition<KeyValueOptions>
{
    Name = Name,
    Summary = "A Redis-compatible key-value server that answers a write once it is on disk. A redis.conf may come first.",
    Version = $"{typeof(KeyValueServer).Assembly.GetName().Version?.ToString(3)} (redis 7.0.15)",
    Section = "KeyValue",
    Switches = KeyValueSwitches.All,
    Bind = static section =>
        section.Get<KeyValueOptions>(static binder => binder.ErrorOnUnknownConfiguration = true) ?? new KeyValueOptions(),
    Enums = [typeof(AppendFsync), typeof(MaxMemoryPolicy)],
    Validate = KeyValueOptionsValidator.Check,
    Admin = static options => AdminEndPoint.Loopback(options.AdminPort),
    Create = static (options, context) =>
        new KeyValueServer(
            options, context.Time, context.Loggers.CreateLogger("FromScratch.KeyValue"), context.StopHost, context.Readiness),
});
