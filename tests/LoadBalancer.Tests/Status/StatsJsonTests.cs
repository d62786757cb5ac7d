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
