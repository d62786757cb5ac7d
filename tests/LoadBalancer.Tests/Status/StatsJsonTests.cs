using System.Buffers;
using System.Reflection;
using System.Text.Json;
using FromScratch.LoadBalancer.Status;

namespace FromScratch.LoadBalancer.Tests.Status;

public sealed class StatsJsonTests
{
    private static readonly JsonElement Sample = Write(SampleStatus.Make());

    [Fact]
    public void Values_stand_where_their_names_say()
    {
        var server = Sample.GetProperty("backends")[0].GetProperty("servers")[2];
        Assert.Equal("going down 2/3", server.GetProperty("stateText").GetString());
        Assert.Equal("L7STS", server.GetProperty("lastCheck").GetProperty("code").GetString());
        var responses = Sample.GetProperty("listeners")[0].GetProperty("traffic").GetProperty("responses");
        Assert.Equal(2_903_112, responses.GetProperty("3xx").GetInt64());
        Assert.Equal(190, Sample.GetProperty("backends")[0].GetProperty("queue").GetProperty("peak").GetInt32());
        Assert.Equal(JsonValueKind.Null, Sample.GetProperty("backends")[0].GetProperty("servers")[7].GetProperty("lastCheck").ValueKind);
    }

    [Theory]
    [InlineData(typeof(ListenerStatus), "listeners")]
    [InlineData(typeof(BackendStatus), "backends")]
    [InlineData(typeof(ServerStatus), "backends", "servers")]
    [InlineData(typeof(RouteStatus), "listeners", "routes")]
    [InlineData(typeof(TrafficStatus), "backends", "servers", "traffic")]
    [InlineData(typeof(EffortStatus), "backends", "effort")]
    [InlineData(typeof(QueueStatus), "backends", "queue")]
    [InlineData(typeof(CheckStatus), "backends", "servers", "lastCheck")]
    public void Every_value_of_a_record_is_there(Type type, params string[] path)
    {
        var at = Sample;
        foreach (var key in path)
            at = at.GetProperty(key) is { ValueKind: JsonValueKind.Array } list ? list[0] : at.GetProperty(key);
        var keys = at.EnumerateObject().Select(member => member.Name).ToList();
        var values = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(one => JsonNamingPolicy.CamelCase.ConvertName(one.Name));
        Assert.Empty(values.Except(keys).Except(["isUsable", "equalityContract"]));
    }

    [Fact]
    public void Every_number_stands_under_its_own_name()
    {
        var status = UniqueStatus.Make();
        var json = Write(status);
        var (listener, backend) = (json.GetProperty("listeners")[0], json.GetProperty("backends")[0]);
        var server = backend.GetProperty("servers")[0];
        var (of, behind) = (status.Listeners[0], status.Backends[0]);
        (object Record, JsonElement Json)[] parts =
        [
            (of, listener), (of.Traffic, listener.GetProperty("traffic")), (of.Routes[0], listener.GetProperty("routes")[0]),
            (behind, backend), (behind.Traffic, backend.GetProperty("traffic")), (behind.Queue, backend.GetProperty("queue")),
            (behind.Effort, backend.GetProperty("effort")), (behind.Average, backend.GetProperty("average")),
            (behind.Longest, backend.GetProperty("longest")), (behind.Servers[0], server),
            (behind.Servers[0].Traffic, server.GetProperty("traffic")), (behind.Servers[0].Effort, server.GetProperty("effort")),
            (behind.Servers[0].LastCheck!, server.GetProperty("lastCheck")),
        ];
        Assert.All(parts, part => Assert.All(
            UniqueStatus.NumbersOf(part.Record), number => Assert.Equal(number.Value, part.Json.GetProperty(number.Name).GetDouble())));
        string[] elsewhere = ["processId"];
        Assert.All(
            UniqueStatus.NumbersOf(status).Where(number => !elsewhere.Contains(number.Name)),
            number => Assert.Equal(number.Value, json.GetProperty(number.Name).GetDouble()));
        Assert.Equal(behind.Since, backend.GetProperty("since").GetDateTimeOffset());
        Assert.Equal(behind.Servers[0].EjectedUntil, server.GetProperty("ejectedUntil").GetDateTimeOffset());
        Assert.Equal(
            of.Traffic.Responses.ByCode().Select(one => one.Count),
            listener.GetProperty("traffic").GetProperty("responses").EnumerateObject().Select(one => one.Value.GetInt64()));
    }

    [Fact]
    public void The_servers_of_one_backend_are_a_list()
    {
        var output = new ArrayBufferWriter<byte>();
        StatsJson.WriteServers(output, SampleStatus.Make(SampleStatus.Hostile).Backends[0]);
        using var json = JsonDocument.Parse(output.WrittenMemory);
        Assert.Equal(9, json.RootElement.GetArrayLength());
        Assert.Equal(SampleStatus.Hostile, json.RootElement[4].GetProperty("name").GetString());
    }

    private static JsonElement Write(BalancerStatus status)
    {
        var output = new ArrayBufferWriter<byte>();
        StatsJson.Write(output, status);
        return JsonDocument.Parse(output.WrittenMemory).RootElement.Clone();
    }
}
