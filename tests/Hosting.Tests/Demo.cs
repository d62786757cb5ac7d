using System.Net;
using System.Text.Json;
using FromScratch.Hosting.Admin;
using FromScratch.Hosting.CommandLine;
using Microsoft.Extensions.Configuration;

namespace FromScratch.Hosting.Tests;

/// <summary>A server that does nothing and remembers what its host did to it.</summary>
internal sealed class Demo(HostContext context) : IHostedServer
{
    public static HostDefinition<DemoOptions> Definition { get; } = DefinitionFor(context => new Demo(context));

    public HostContext Context { get; } = context;

    public List<string> Calls { get; } = [];

    public IReadOnlyList<EndPoint> BoundEndPoints { get; } = [new IPEndPoint(IPAddress.Loopback, 1234)];

    public string? ReloadFailure { get; init; }

    public static HostDefinition<DemoOptions> DefinitionFor(Func<HostContext, IHostedServer> create) => new()
    {
        Name = "demo",
        Summary = "shows how hosts work",
        Version = "1.2.3",
        Section = "Demo",
        Switches = [Switch.ForKey('p', "port", "PORT", "Demo:Port", "TCP port")],
        Bind = section => section.Get<DemoOptions>(o => o.ErrorOnUnknownConfiguration = true) ?? new(),
        Enums = [typeof(DemoColour)],
        Validate = (options, check) => check.Range("Port", options.Port, 0, 65535).Defined("Colour", options.Colour),
        Admin = _ => AdminEndPoint.Loopback(0),
        Create = (_, context) => create(context),
    };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Calls.Add("start");
        return Task.CompletedTask;
    }

    public Task DrainAsync(TimeSpan timeout)
    {
        Calls.Add("drain, ready: " + Context.Readiness.IsReady);
        return Task.CompletedTask;
    }

    public string? Reload()
    {
        Calls.Add("reload");
        return ReloadFailure;
    }

    public IReadOnlyList<string> AdminPaths { get; } = ["/demo"];

    public AdminPage? Answer(AdminRequest request) =>
        request.Path == "/demo" ? AdminPage.Text(202, $"{request.Method} of {request.Body.Length}") : null;

    public void WriteStatus(Utf8JsonWriter json) => json.WriteNumber("items", 42);

    public ValueTask DisposeAsync()
    {
        Calls.Add("dispose");
        return ValueTask.CompletedTask;
    }
}
