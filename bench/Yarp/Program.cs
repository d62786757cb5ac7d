// YARP with one server behind it, as its documentation sets it up: a peer of bench/Compare -- lb.
using Yarp.ReverseProxy.Configuration;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var backend = builder.Configuration["backend"] ?? throw new InvalidOperationException("--backend URL is missing");
RouteConfig[] routes = [new() { RouteId = "all", ClusterId = "web", Match = new RouteMatch { Path = "{**any}" } }];
ClusterConfig[] clusters =
[
    new()
    {
        ClusterId = "web",
        Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = backend } },
    },
];
builder.Services.AddReverseProxy().LoadFromMemory(routes, clusters);
var app = builder.Build();
app.MapReverseProxy();
await app.RunAsync();
