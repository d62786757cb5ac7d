using System.Net;
using System.Text.Json;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>Reads "servers" of a backend, each an object or just its address; the runtime API reads one alone.</summary>
internal static class ServerReader
{
    public static IReadOnlyList<ServerConfig> ReadAll(ObjectReader backend)
    {
        var paths = new List<string>();
        var servers = backend.List<ServerConfig>("servers", required: true, (element, path, items) =>
        {
            var server = Read(element, path, backend.Reading, backend.Has("tls"));
            if (server is null)
                return;
            items.Add(server);
            paths.Add(path);
            var isNew = backend.Reading.Declare($"server of {backend.Path}", server.Name, path);
            if (isNew && server.Host.Length > 0)
                backend.Reading.Declare($"address of {backend.Path}", AddressText.Of(server.Host, server.Port), path);
        });
        foreach (var entry in servers.Where(one => one.Addresses != AddressUse.First))
        {
            for (var i = 0; i < servers.Count; i++)
            {
                if (AddressNames.MayBe(entry, servers[i].Name))
                    backend.Reading.Wrong(paths[i], $"\"{JsonWords.Show(servers[i].Name)}\" is what an address of {entry.Name} is called");
            }
        }

        return servers;
    }

    /// <summary>Null, which is noted, when it is neither an address nor an object.</summary>
    /// <param name="element">The address or object.</param>
    /// <param name="path">Of it.</param>
    /// <param name="reading">Takes what is wrong.</param>
    /// <param name="isTls">Its backend asks over TLS; null = not known here.</param>
    public static ServerConfig? Read(JsonElement element, string path, ConfigReading reading, bool? isTls = null)
    {
        if (JsonWords.TryText(element, out var address))
            return OfAddress(address, path, reading, isTls);
        if (element.ValueKind != JsonValueKind.Object)
        {
            reading.Wrong(path, $"{JsonWords.Show(element)} is neither an address nor an object");
            return null;
        }

        var server = ObjectReader.Open(element, path, reading)!;
        var host = server.RequiredText("host", TextRules.Host).Trim('[', ']');
        var port = server.Int("port", null, 1, Bounds.PortMax);
        var read = new ServerConfig
        {
            Name = server.Text("name", TextRules.Name) ?? (host.Length > 0 ? AddressText.Of(host, port) : ""),
            Host = host,
            Port = port,
            Weight = server.Int("weight", 1, 0, Bounds.WeightMax),
            Backup = server.Flag("backup", false),
            Addresses = server.Choice("addresses", AddressUse.First),
        };
        if (read.Addresses != AddressUse.First && IPAddress.TryParse(host, out _))
            server.Wrong("addresses", $"{EnumWords.Of(read.Addresses)} needs a name as host, {host} is an address");
        if (read.Addresses != AddressUse.First && read.Name.Length > AddressNames.EntryCharactersMax)
            server.Wrong("name", $"has to be shorter, {AddressNames.EntryCharactersMax} characters: its addresses' names begin with it");
        server.Finish();
        return read;
    }

    private static ServerConfig? OfAddress(string text, string path, ConfigReading reading, bool? isTls)
    {
        var rest = text;
        var scheme = AddressText.TakeScheme(ref rest);
        if (scheme is not (null or "http" or "https" or "tcp"))
            reading.Wrong(path, $"\"{JsonWords.Show(text)}\" does not begin with http://, https:// or tcp://");
        else if (scheme == "https" && isTls == false)
            reading.Wrong(path, $"\"{JsonWords.Show(text)}\": https:// needs \"tls\" beside \"servers\": {{}}, or with what it may hold");
        else if (scheme == "http" && isTls == true)
            reading.Wrong(path, $"\"{JsonWords.Show(text)}\": all servers of a backend with \"tls\" are asked over TLS");
        else if (!AddressText.TrySplit(rest, out var host, out var port) || !TextRules.IsHost(host))
            reading.Wrong(path, $"\"{JsonWords.Show(text)}\" is not an address such as 127.0.0.1:9001");
        else if (port == 0)
            reading.Wrong(path, $"\"{JsonWords.Show(text)}\": port 0 is not between 1 and {Bounds.PortMax}");
        else
            return new ServerConfig { Name = AddressText.Of(host, port), Host = host, Port = port };
        return null;
    }
}
