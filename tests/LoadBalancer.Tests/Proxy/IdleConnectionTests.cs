using System.Globalization;
using System.Net.Sockets;
using System.Text;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>
/// Thousands of clients that are only there. FROMSCRATCH_IDLE_CONNECTIONS sets how many, within the process's descriptors.
/// </summary>
[Collection(MeasuredAlone.Name)]
public sealed class IdleConnectionTests
{
    // About twice what was measured, 1,488 and 3,092 bytes, with what the client's socket of the test takes.
    private const int BytesPerFreshConnection = 2_800;
    private const int BytesPerUsedConnection = 6_000;
    private static readonly byte[] Request = Encoding.ASCII.GetBytes(Balancers.Get());

    [Fact]
    public async Task They_are_all_accepted_cost_little_and_any_of_them_works()
    {
        var count = Count();
        using var server = RawBackEnd.Saying("good");
        var config = Balancers.Config(
            [server.Port], listener: l => l with { Timeouts = new TimeoutConfig { HeadMs = 600_000, KeepAliveMs = 0 } });
        config = config with { Limits = new LimitsConfig { ConnectionsMax = count + 10 } };
        await using var balancer = await BalancerServer.StartAsync(config);
        Wellness.IsWell(balancer);
        var clients = Enumerable.Range(0, count).Select(_ => NewSocket()).ToList();
        var before = MeasuredAlone.SettledBytes();
        clients.ForEach(client => client.Connect(balancer.EndPoint));
        Wellness.Until(() => balancer.Transport.Stats().Total.ConnectionsCurrent == count, "they were not all accepted");
        var fresh = (MeasuredAlone.UsedBytes() - before) / count;
        var buffer = new byte[4096];
        clients.ForEach(client => Assert.EndsWith("good", Ask(client, buffer)));
        var used = (MeasuredAlone.UsedBytes() - before) / count;
        TestContext.Current.SendDiagnosticMessage($"{count} connections: {fresh} bytes each, {used} after a request");

        Assert.Equal(0, balancer.Transport.Stats().ConnectionsRejected);
        Assert.InRange(fresh, 0, BytesPerFreshConnection);
        Assert.InRange(used, 0, BytesPerUsedConnection);
        Assert.EndsWith("good", Ask(clients[count / 2], buffer));
        Assert.Equal(0, balancer.Transport.Stats().InputBytes);
        clients.ForEach(client => client.Dispose());
        clients.Clear();
        Wellness.Until(() => balancer.Transport.Stats().Total.ConnectionsCurrent == 0, "they were not all closed");
        Wellness.IsWell(balancer);
        // Finalizers of the client's sockets may take a moment.
        Wellness.Until(() => MeasuredAlone.UsedBytes() - before <= 1L * count * 512 + (1 << 20), "their memory was not given back");
    }

    private static Socket NewSocket() => new(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000 };

    private static string Ask(Socket client, byte[] buffer)
    {
        client.Send(Request);
        var length = 0;
        while (length < 4 || !buffer.AsSpan(0, length).EndsWith("good"u8))
        {
            var count = client.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
            Assert.NotEqual(0, count);
            length += count;
        }

        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    /// <summary>Each takes two descriptors of this process: the client's and the balancer's.</summary>
    private static int Count()
    {
        var wanted = int.TryParse(
            Environment.GetEnvironmentVariable("FROMSCRATCH_IDLE_CONNECTIONS"), CultureInfo.InvariantCulture, out var set) ? set : 2_000;
        if (!File.Exists("/proc/self/limits"))
            return Math.Min(wanted, 500);
        var line = File.ReadLines("/proc/self/limits").First(one => one.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return soft == "unlimited" ? wanted : Math.Min(wanted, (int.Parse(soft, CultureInfo.InvariantCulture) - 400) / 2);
    }
}
