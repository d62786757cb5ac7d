using System.Diagnostics;
using System.Globalization;
using FromScratch.LoadGen.Reporting;
using Grpc.Core;
using Grpc.Net.Client;

namespace FromScratch.Compare.Driving;

/// <summary>
/// A closed loop of puts or linearizable ranges against etcd's gRPC interface. The few messages are written by hand (etcd's rpc.proto:
/// KV.Put,
/// KV.Range, Maintenance.Status).
/// </summary>
internal static class EtcdLoad
{
    private const int ChannelsMax = 8;
    private const int KeyCount = 10_000;
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static bytes => bytes, static bytes => bytes);
    private static readonly Method<byte[], byte[]> Put = Unary("etcdserverpb.KV", "Put");
    private static readonly Method<byte[], byte[]> Range = Unary("etcdserverpb.KV", "Range");
    private static readonly Method<byte[], byte[]> Status = Unary("etcdserverpb.Maintenance", "Status");

    /// <summary>False when it does not, or does not answer yet.</summary>
    public static async Task<bool> LeadsAsync(int port, CancellationToken cancellation)
    {
        using var channel = Open(port);
        try
        {
            var call = channel.CreateCallInvoker().AsyncUnaryCall(
                Status, null, new CallOptions(cancellationToken: cancellation, deadline: Deadline(2)), []);
            var answer = await call;
            // StatusResponse: 1 header { 2 member_id }, 4 leader.
            var (member, leader) = (0UL, 0UL);
            foreach (var (field, value, body) in EtcdFields.Of(answer))
            {
                if (field == 4)
                    leader = value;
                if (field == 1)
                    member = EtcdFields.Of(body).FirstOrDefault(static inner => inner.Field == 2).Value;
            }

            return leader != 0 && leader == member;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    public static async Task<LoadReport> RunAsync(
        int port, int clients, bool isRead, double seconds, Func<double> cpuSeconds, CancellationToken cancellation)
    {
        var channels = Enumerable.Range(0, Math.Min(clients, ChannelsMax)).Select(_ => Open(port)).ToList();
        try
        {
            await LoopAsync(channels, clients, isRead, 1, cancellation);
            var (before, own) = (cpuSeconds(), Environment.CpuUsage.TotalTime);
            var watch = Stopwatch.StartNew();
            var latencies = await LoopAsync(channels, clients, isRead, seconds, cancellation);
            return Report(latencies, watch.Elapsed.TotalSeconds, cpuSeconds() - before, Environment.CpuUsage.TotalTime - own, isRead);
        }
        finally
        {
            channels.ForEach(channel => channel.Dispose());
        }
    }

    private static async Task<List<double>> LoopAsync(
        List<GrpcChannel> channels, int clients, bool isRead, double seconds, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var value = new byte[100];
        var all = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(
            async () =>
            {
                var latencies = new List<double>();
                var invoker = channels[client % channels.Count].CreateCallInvoker();
                for (var i = client; watch.Elapsed.TotalSeconds < seconds; i += 7919)
                {
                    var key = System.Text.Encoding.ASCII.GetBytes((i % KeyCount).ToString("D20", CultureInfo.InvariantCulture));
                    var request = isRead ? EtcdFields.Write((1, key)) : EtcdFields.Write((1, key), (2, value));
                    var began = Stopwatch.GetTimestamp();
                    await invoker.AsyncUnaryCall(isRead ? Range : Put, null, new CallOptions(cancellationToken: cancellation), request);
                    latencies.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
                }

                return latencies;
            },
            cancellation)));
        return [.. all.SelectMany(static one => one)];
    }

    private static LoadReport Report(List<double> latencies, double seconds, double cpu, TimeSpan own, bool isRead)
    {
        latencies.Sort();
        var none = new LatencyReport(0, 0, 0, 0, 0, 0, 0, 0);
        double At(double share) => latencies[(int)(share * (latencies.Count - 1))];
        var all = new LatencyReport(
            latencies.Count, latencies.Average(), At(0.5), At(0.9), At(0.99), At(0.999), At(0.9999), latencies[^1]);
        return new LoadReport
        {
            Server = "etcd",
            Seed = 0,
            Workload = isRead ? "linearizable ranges of one key" : "puts",
            Seconds = seconds,
            Requests = latencies.Count,
            Keys = latencies.Count,
            RequestsPerSecond = latencies.Count / seconds,
            KeysPerSecond = latencies.Count / seconds,
            Hits = isRead ? latencies.Count : 0,
            Misses = 0,
            MissRatio = 0,
            Stored = isRead ? 0 : latencies.Count,
            Refused = 0,
            WrongValues = 0,
            ErrorReplies = 0,
            FirstProblem = "",
            Unsent = 0,
            All = all,
            Gets = isRead ? all : none,
            Sets = isRead ? none : all,
            ServerCpuUsPerRequest = cpu * 1e6 / latencies.Count,
            GeneratorCpuUsPerRequest = own.TotalMicroseconds / latencies.Count,
            ServerPeakRssBytes = 0,
            ServerRssBytes = 0,
        };
    }

    private static GrpcChannel Open(int port) =>
        GrpcChannel.ForAddress(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    private static Method<byte[], byte[]> Unary(string service, string name) => new(MethodType.Unary, service, name, Bytes, Bytes);

    private static DateTime Deadline(int seconds) => TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(seconds);
}
