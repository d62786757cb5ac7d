using System.Net;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit.Sockets;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Balancers for tests: one listener, one backend, and what is to be different.</summary>
internal static class Balancers
{
    public static BalancerConfig Config(
        IEnumerable<int> ports, Func<BackendConfig, BackendConfig>? backend = null, Func<ListenerConfig, ListenerConfig>? listener = null,
        Func<RouteConfig, RouteConfig>? route = null)
    {
        var servers = ports.Select((port, index) => new ServerConfig { Name = $"s{index + 1}", Host = "127.0.0.1", Port = port });
        var behind = new BackendConfig { Name = "web", Servers = [.. servers], Policy = BalancePolicy.First };
        var way = new RouteConfig { Name = "all", Targets = [new RouteTarget("web")] };
        var front = new ListenerConfig
        {
            Name = "main",
            Protocol = ListenerProtocol.Http,
            Address = new IPEndPoint(IPAddress.Loopback, 0),
            Routes = [route?.Invoke(way) ?? way],
        };
        return new BalancerConfig
        {
            Listeners = [listener?.Invoke(front) ?? front],
            Backends = [backend?.Invoke(behind) ?? behind],
        };
    }

    public static Task<BalancerServer> StartAsync(
        IEnumerable<int> ports, Func<BackendConfig, BackendConfig>? backend = null, Func<ListenerConfig, ListenerConfig>? listener = null,
        Func<RouteConfig, RouteConfig>? route = null) => BalancerServer.StartAsync(Config(ports, backend, listener, route));

    public static TextClient Connect(BalancerServer server) => new(server.EndPoint);

    /// <summary>One request on a connection of its own.</summary>
    public static Reply Ask(BalancerServer server, string request, bool isHead = false)
    {
        using var client = Connect(server);
        client.Send(request);
        return Reply.Read(client, isHead);
    }

    public static string Get(string path = "/", string fields = "") => $"GET {path} HTTP/1.1\r\nHost: example.com\r\n{fields}\r\n";

    public static string Post(string body, string fields = "") =>
        $"POST /form HTTP/1.1\r\nHost: example.com\r\nContent-Length: {body.Length}\r\n{fields}\r\n{body}";

    /// <summary>A port where nobody listens.</summary>
    public static int DeadPort() => FreePorts.Find();
}

/// <summary>A response as a client sees it.</summary>
internal sealed record Reply(int Status, string Head, string Body)
{
    public string? Field(string name) => new SeenRequest(Head, "", 0).Field(name);

    public static Reply Read(TextClient client, bool isHead = false)
    {
        var head = "";
        while (client.ReadLine() is { } line)
        {
            head += line + "\r\n";
            if (line.Length == 0)
                break;
        }

        if (head.Length == 0)
            throw new EndOfStreamException("closed without a response");
        var status = int.Parse(head.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);
        var reply = new Reply(status, head, "");
        if (isHead || status is < 200 or 204 or 304)
            return reply;
        if (reply.Field("Transfer-Encoding") == "chunked")
            return reply with { Body = ReadChunks(client) };
        return reply with
        {
            Body = reply.Field("Content-Length") is { } length
                ? client.Read(int.Parse(length, System.Globalization.CultureInfo.InvariantCulture))
                : client.ReadToEnd(),
        };
    }

    private static string ReadChunks(TextClient client)
    {
        var body = new System.Text.StringBuilder();
        while (true)
        {
            var size = int.Parse(client.ReadLine()!, System.Globalization.NumberStyles.HexNumber, null);
            if (size > 0)
                body.Append(client.Read(size));
            var line = client.ReadLine();
            if (size == 0)
            {
                while (line!.Length > 0)
                    line = client.ReadLine();
                return body.ToString();
            }
        }
    }
}
