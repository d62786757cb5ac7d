using FromScratch.Cache;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;
using FromScratch.Hosting;
using FromScratch.Hosts.Cache;
using FromScratch.Transport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

TransportRuntime.UseInlineCompletions();
return await FromScratchHost.RunAsync(args, new HostDefinition<CacheOptions>
{
    Name = "fromscratch-cache",
    Summary = "A memcached-compatible cache server.",
    Version = $"{typeof(CacheServer).Assembly.GetName().Version?.ToString(3)} (memcached {CacheContext.Version})",
    Section = "Cache",
    Switches = CacheSwitches.All,
    Bind = static section => section.Get<CacheOptions>(static binder => binder.ErrorOnUnknownConfiguration = true) ?? new CacheOptions(),
    Enums = [typeof(EvictionPolicyKind), typeof(ProtocolChoice)],
    Validate = CacheOptionsValidator.Check,
    Admin = static options => AdminEndPoint.Loopback(options.AdminPort),
    Create = static (options, context) =>
        new CacheServer(options, context.Time, context.Loggers.CreateLogger("FromScratch.Cache"), context.StopHost, context.LogLevel),
});
