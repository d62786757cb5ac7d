using System.Text.Json;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Api;

/// <summary>
/// Reads requests of the admin port's API. Pure: it knows neither which backends there are nor how a command is carried out. Any bytes
/// are answered with a command or with what is wrong, never with an exception.
/// </summary>
public static class ApiRequest
{
    /// <summary>What every path of the API begins with.</summary>
    public const string Prefix = "/api/";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = true };

    /// <param name="method">As sent.</param>
    /// <param name="path">Without a query, percent-encoded as sent; begins with <see cref="Prefix"/>.</param>
    /// <param name="body">JSON where the method needs it; ignored elsewhere.</param>
    public static ApiParse Parse(string method, string path, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(path);
        var words = path.Split('/');
        if (words.Length < 3 || words[0].Length > 0 || words[1] != "api")
            return NoSuchPath();
        return words[2..] switch
        {
            ["status"] => Only("GET", method, new GetStatusCommand()),
            ["config"] => Only("GET", method, new GetConfigCommand()),
            ["reload"] => Only("POST", method, new ReloadCommand()),
            ["backends", var backend, "servers"] => Servers(method, backend, body),
            ["backends", var backend, "servers", var server] => Server(method, backend, server, body),
            _ => NoSuchPath(),
        };
    }

    private static ApiParse Servers(string method, string backend, ReadOnlySpan<byte> body)
    {
        if (!TryName(backend, out var name))
            return NoSuchName(backend);
        return method switch
        {
            "GET" => ApiParse.Of(new GetServersCommand(name)),
            "POST" => WithBody(body, (root, reading) =>
                ServerReader.Read(root, "", reading) is { } server ? new AddServerCommand(name, server) : null),
            _ => NotAllowed("GET, POST"),
        };
    }

    private static ApiParse Server(string method, string backend, string server, ReadOnlySpan<byte> body)
    {
        if (!TryName(backend, out var backendName))
            return NoSuchName(backend);
        if (!TryName(server, out var serverName))
            return NoSuchName(server);
        return method switch
        {
            "DELETE" => ApiParse.Of(new RemoveServerCommand(backendName, serverName)),
            "PATCH" => WithBody(body, (root, reading) => ReadChange(backendName, serverName, root, reading)),
            _ => NotAllowed("DELETE, PATCH"),
        };
    }

    private static ChangeServerCommand? ReadChange(string backend, string server, JsonElement root, ConfigReading reading)
    {
        if (ObjectReader.Open(root, "", reading) is not { } change)
            return null;
        var weight = change.Int("weight", 0, 0, Bounds.WeightMax);
        var mode = change.Choice("mode", ServerMode.Ready);
        change.Finish();
        if (!change.Has("weight") && !change.Has("mode"))
            reading.Wrong("", "neither weight nor mode is given: nothing would change");
        return new ChangeServerCommand(backend, server, change.Has("weight") ? weight : null, change.Has("mode") ? mode : null);
    }

    private static ApiParse WithBody(ReadOnlySpan<byte> body, Func<JsonElement, ConfigReading, ApiCommand?> read)
    {
        var reading = new ConfigReading("/");
        if (!System.Text.Unicode.Utf8.IsValid(body))
            return ApiParse.Refused(400, "the body is not UTF-8");
        try
        {
            using var document = JsonDocument.Parse(body.ToArray(), Strict);
            var command = read(document.RootElement, reading);
            return command is null || !reading.IsGood ? ApiParse.Refused(400, reading.Errors) : ApiParse.Of(command);
        }
        catch (JsonException error)
        {
            return ApiParse.Refused(400, "the body is not JSON: " + ConfigText.Explain(error));
        }
    }

    private static ApiParse Only(string allowed, string method, ApiCommand command) =>
        method == allowed ? ApiParse.Of(command) : NotAllowed(allowed);

    /// <summary>Percent-encoded characters are understood: clients encode the colon of host:port.</summary>
    private static bool TryName(string word, out string name)
    {
        name = Uri.UnescapeDataString(word);
        return TextRules.Name(name) is null;
    }

    private static ApiParse NotAllowed(string methods) => ApiParse.Refused(405, $"allowed here: {methods}") with { Allow = methods };

    private static ApiParse NoSuchPath() => ApiParse.Refused(404, "no such path of the API");

    private static ApiParse NoSuchName(string word) => ApiParse.Refused(404, $"\"{JsonWords.Show(word)}\" is no name");
}
