using System.Text.Json;
using System.Text.Json.Serialization;
using FromScratch.Launcher.Processes;

namespace FromScratch.Launcher.State;

/// <summary>artifacts/cluster/endpoints.json: what runs, for this launcher's next call and for scripts. Replaced as a whole, never half-written.</summary>
internal sealed partial class EndpointsFile(string file)
{
    /// <summary>False after `down`.</summary>
    public bool Exists => File.Exists(file);

    /// <summary>The recorded nodes whose processes are still alive and still ours; what a crash left behind is ignored.</summary>
    /// <exception cref="LauncherException">The file is damaged.</exception>
    public List<RunningNode> ReadAlive()
    {
        if (!Exists)
            return [];
        try
        {
            var content = JsonSerializer.Deserialize(File.ReadAllBytes(file), Json.Default.Endpoints);
            return [.. (content?.Nodes ?? []).Where(node => ProcessIdentity.IsAlive(node.Pid, node.Started))];
        }
        catch (FileNotFoundException)
        {
            return [];
        }
        catch (JsonException)
        {
            throw new LauncherException($"{file} is damaged: end what it lists by hand if need be, then delete it");
        }
    }

    public void Write(IReadOnlyList<RunningNode> nodes)
    {
        var temporary = file + ".new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(new Endpoints([.. nodes]), Json.Default.Endpoints));
        File.Move(temporary, file, overwrite: true);
    }

    public void Delete() => File.Delete(file);

    internal sealed record Endpoints(IReadOnlyList<RunningNode> Nodes);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
    [JsonSerializable(typeof(Endpoints))]
    private sealed partial class Json : JsonSerializerContext;
}
