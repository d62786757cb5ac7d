// The web server that stands behind the balancer of the local cluster: somebody else's application, so it uses ASP.NET Core.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var app = builder.Build();
var name = builder.Configuration["name"] ?? "web";

app.MapGet("/", () => $"hello from {name}\n");
app.MapGet("/healthz", () => "ok\n");
app.MapGet("/headers", (HttpRequest request) => string.Concat(request.Headers.Select(field => $"{field.Key}: {field.Value}\n")));
await app.RunAsync();
