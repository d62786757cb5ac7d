using FromScratch.Hosting;
using FromScratch.Hosts.LoadBalancer;
using FromScratch.LoadBalancer;
using FromScratch.Transport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

TransportRuntime.UseInlineCompletions();

return await FromScratchHost.RunAsync(args, new HostDefinition<BalancerOptions>
{
    Name = "fromscratch-lb",
    Summary = "A load balancer for TCP and HTTP: --listen and --backend for the short form, --config lb.json for everything.",
    Version = typeof(BalancerServer).Assembly.GetName().Version?.ToString(3) ?? "0.0.0",
    Section = "LoadBalancer",
    Switches = BalancerSwitches.All,
    Bind = static section =>
        section.Get<BalancerOptions>(static binder => binder.ErrorOnUnknownConfiguration = true) ?? new BalancerOptions(),
    Validate = BalancerOptionsValidator.Check,
    Admin = static options => AdminEndPoint.Loopback(options.AdminPort),
    Create = static (options, context) =>
        BalancerServer.Create(options, context.Time, context.Loggers.CreateLogger("FromScratch.LoadBalancer")),
});
