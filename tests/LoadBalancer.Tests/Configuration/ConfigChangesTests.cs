using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Configuration;

public sealed class ConfigChangesTests
{
    [Fact]
    public void The_same_configuration_changes_nothing() =>
        Assert.Empty(ConfigChanges.Between(Configs.Good(Configs.Least), Configs.Good(Configs.Least)));

    [Theory]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8081", ConfigChangeKind.ListenerReopened, "main",
        "listener main: opened at http://127.0.0.1:8081; http://127.0.0.1:8080 accepts no more")]
    [InlineData("http://127.0.0.1:8080", "tcp://127.0.0.1:8080", ConfigChangeKind.ListenerReopened, "main",
        "listener main: opened at tcp://127.0.0.1:8080; http://127.0.0.1:8080 accepts no more")]
    [InlineData("\"name\": \"main\"", "\"name\": \"front\"", ConfigChangeKind.ListenerAdded, "front",
        "listener front: added, http://127.0.0.1:8080")]
    [InlineData("\"name\": \"main\"", "\"name\": \"main\", \"timeouts\": { \"headMs\": 5000 }", ConfigChangeKind.ListenerChanged, "main",
        "listener main: timeouts.headMs 10000 -> 5000")]
    [InlineData("\"targets\": [\"web\"]", "\"targets\": [{ \"backend\": \"web\", \"weight\": 9 }]",
        ConfigChangeKind.ListenerChanged, "main",
        "listener main: route all: targets [ { \"backend\": \"web\", \"weight\": 1 } ] -> [ { \"backend\": \"web\", \"weight\": 9 } ]")]
    [InlineData("\"name\": \"all\"", "\"name\": \"every\"", ConfigChangeKind.ListenerChanged, "main", "listener main: route every added")]
    [InlineData("\"servers\"", "\"policy\": \"roundRobin\", \"servers\"", ConfigChangeKind.BackendChanged, "web",
        "backend web: policy \"random\" -> \"roundRobin\"")]
    [InlineData("\"servers\"", "\"sticky\": { \"secret\": \"0123456789abcdef\" }, \"servers\"", ConfigChangeKind.BackendChanged, "web",
        "backend web: sticky none -> set")]
    [InlineData("\"127.0.0.1:9001\"", "\"127.0.0.1:9001\", \"b:1\"", ConfigChangeKind.ServerAdded, "web/b:1",
        "backend web: server b:1: added, b:1")]
    [InlineData("\"127.0.0.1:9001\"", "", ConfigChangeKind.ServerRemoved, "web/127.0.0.1:9001",
        "backend web: server 127.0.0.1:9001: removed, it gets nothing new")]
    [InlineData("\"127.0.0.1:9001\"", "{ \"name\": \"127.0.0.1:9001\", \"host\": \"c\", \"port\": 2 }", ConfigChangeKind.ServerMoved,
        "web/127.0.0.1:9001", "backend web: server 127.0.0.1:9001: 127.0.0.1:9001 -> c:2, its health begins anew")]
    [InlineData("\"127.0.0.1:9001\"", "{ \"host\": \"127.0.0.1\", \"port\": 9001, \"weight\": 0 }", ConfigChangeKind.ServerChanged,
        "web/127.0.0.1:9001", "backend web: server 127.0.0.1:9001: weight 1 -> 0")]
    [InlineData("\"backends\": [", "\"backends\": [{ \"name\": \"api\", \"servers\": [\"a:1\", \"a:2\"] }, ",
        ConfigChangeKind.BackendAdded, "api",
        "backend api: added with servers a:1, a:2")]
    [InlineData("\"backends\"", "\"limits\": { \"connectionsMax\": 5 }, \"backends\"", ConfigChangeKind.LimitsChanged, "",
        "limits: connectionsMax 20000 -> 5")]
    [InlineData("\"backends\"", "\"accessLog\": { \"format\": \"json\" }, \"backends\"", ConfigChangeKind.AccessLogChanged, "",
        "accessLog: format \"none\" -> \"json\"")]
    public void One_change_is_told_in_words(string old, string by, ConfigChangeKind kind, string subject, string text)
    {
        var changes = ConfigChanges.Between(Configs.Good(Configs.Least), Configs.Good(Configs.Replaced(old, by)));
        Assert.Equal(new ConfigChange(kind, subject, text), changes[0]);
    }

    [Fact]
    public void What_is_gone_is_told_too()
    {
        var more = Configs.Least
            .Replace("\"backends\": [", "\"backends\": [{ \"name\": \"api\", \"servers\": [] }, ", StringComparison.Ordinal)
            .Replace("\"listeners\": [", "\"listeners\": [{ \"name\": \"old\", \"address\": \"tcp://127.0.0.1:1\", " +
                "\"routes\": [{ \"name\": \"r\", \"targets\": [\"api\"] }] }, ", StringComparison.Ordinal);
        Assert.Equal(
            [
                new(ConfigChangeKind.ListenerRemoved, "old",
                    "listener old: removed, tcp://127.0.0.1:1: it accepts no more, its connections are served to their end"),
                new(ConfigChangeKind.BackendRemoved, "api", "backend api: removed, what is in flight is finished"),
            ],
            ConfigChanges.Between(Configs.Good(more), Configs.Good(Configs.Least)));
    }

    [Fact]
    public void A_secret_that_changes_is_not_shown()
    {
        var changes = ConfigChanges.Between(
            Configs.Good(Configs.Backend("\"sticky\": { \"secret\": \"0123456789abcdef\" }")),
            Configs.Good(Configs.Backend("\"sticky\": { \"secret\": \"0123456789abcdeg\" }")));
        Assert.Equal("backend web: sticky.secret changed", Assert.Single(changes).Text);
    }

    [Fact]
    public void Routes_in_another_order_are_a_change()
    {
        const string Two = "{ \"name\": \"a\", \"targets\": [\"web\"] }";
        var before = Configs.Good(Configs.Replaced("{ \"name\": \"all\"", Two + ", { \"name\": \"all\""));
        var after = Configs.Good(Configs.Replaced("\"targets\": [\"web\"] }]", "\"targets\": [\"web\"] }, " + Two + "]"));
        Assert.Equal("listener main: routes are tried in another order", Assert.Single(ConfigChanges.Between(before, after)).Text);
    }
}
