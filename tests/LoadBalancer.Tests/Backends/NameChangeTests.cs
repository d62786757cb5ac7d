using System.Net;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Backends;

/// <summary>Reloads and operators, where an entry stands for all addresses of its name.</summary>
public sealed class NameChangeTests
{
    private static readonly ServerConfig Entry = new() { Name = "app", Host = "app.internal", Port = 80, Addresses = AddressUse.All };
    private static readonly ServerConfig Plain = new() { Name = "s", Host = "127.0.0.1", Port = 81 };
    private readonly Backend _backend = Engines.Make(ConfigOf(Plain, Entry));

    [Fact]
    public void A_reload_keeps_the_addresses_and_what_is_known_of_them()
    {
        Find("10.0.0.1", "10.0.0.2");
        var (first, second) = (Of("app-10.0.0.1"), Of("app-10.0.0.2"));
        _backend.SetMode(first, ServerMode.Drain, 1);
        _backend.SetWeight(second, 9, 1);
        Assert.Empty(_backend.Apply(ConfigOf(Entry with { Backup = true }, Plain), 2));
        Assert.Same(first, Of("app-10.0.0.1"));
        Assert.Equal((ServerMode.Drain, 9, true), (first.Mode, second.Weight, second.IsBackup));
        Assert.Equal(["app-10.0.0.1", "app-10.0.0.2", "s"], Names());
        _backend.Apply(ConfigOf(Entry with { Weight = 3 }), 3);
        Assert.Equal((3, 3), (first.Weight, second.Weight));
        Assert.Equal([first, second], _backend.Apply(ConfigOf(Entry with { Port = 8080 }), 4));
        Assert.Equal(["app-10.0.0.1", "app-10.0.0.2"], Names());
        Assert.NotSame(first, Of("app-10.0.0.1"));
    }

    [Fact]
    public void A_reload_to_or_from_all_addresses_does_not_wait_for_a_look_up()
    {
        _backend.Apply(ConfigOf(Entry with { Addresses = AddressUse.First }), 1);
        Assert.Null(Of("app").Address.EndPoint);
        Find("10.0.0.2", "10.0.0.1", "2001:db8::1");
        Assert.Equal(new IPEndPoint(IPAddress.Parse("10.0.0.2"), 80), Of("app").Address.EndPoint);
        _backend.Apply(ConfigOf(Entry), 2);
        Assert.Equal(["app-10.0.0.1", "app-10.0.0.2", "app-2001:db8::1"], Names());
        _backend.Apply(ConfigOf(Entry with { Addresses = AddressUse.Ipv4 }), 2);
        Assert.Equal(["app-10.0.0.1", "app-10.0.0.2"], Names());
        _backend.Apply(ConfigOf(Entry with { Name = "other", Addresses = AddressUse.First }), 3);
        Assert.Equal(new IPEndPoint(IPAddress.Parse("10.0.0.2"), 80), Of("other").Address.EndPoint);
    }

    [Fact]
    public void What_an_operator_sets_survives_the_next_look_up()
    {
        Find("10.0.0.1", "10.0.0.2");
        _backend.SetMode(Of("app-10.0.0.1"), ServerMode.Drain, 1);
        _backend.SetWeight(Of("app-10.0.0.2"), 9, 1);
        Find("10.0.0.3", "10.0.0.2", "10.0.0.1");
        Assert.Equal((ServerMode.Drain, 9, 1), (Of("app-10.0.0.1").Mode, Of("app-10.0.0.2").Weight, Of("app-10.0.0.3").Weight));
    }

    [Fact]
    public void An_address_that_an_operator_takes_out_stays_out_until_a_reload()
    {
        Find("10.0.0.1", "10.0.0.2");
        var gone = Of("app-10.0.0.1");
        Assert.Equal([gone], _backend.Remove("app-10.0.0.1", 1));
        Assert.True(gone.IsRemoved);
        Assert.Equal(["s", "app-10.0.0.2"], Names());
        Find("10.0.0.1", "10.0.0.2", "10.0.0.3");
        Find("10.0.0.3");
        Find("10.0.0.1");
        Find("10.0.0.1");
        Assert.Equal(["s"], Names());
        Assert.Null(_backend.Remove("app-10.0.0.1", 1));
        _backend.Apply(ConfigOf(Plain, Entry), 2);
        Assert.Equal(["s", "app-10.0.0.1"], Names());
        Assert.NotSame(gone, Of("app-10.0.0.1"));
    }

    [Fact]
    public void The_name_of_the_entry_takes_out_all_of_it()
    {
        Find("10.0.0.1", "10.0.0.2");
        Assert.Equal(2, _backend.Remove("app", 1)!.Count);
        Assert.Equal(["s"], Names());
        Assert.Empty(_backend.Hosts);
        Find("10.0.0.1");
        Assert.Equal(["s"], Names());
        Assert.Null(_backend.Remove("app", 1));
        Assert.Single(_backend.Remove("s", 1)!);
    }

    [Fact]
    public void An_entry_added_later_has_servers_from_the_next_look_up_on()
    {
        _backend.Remove("app", 1);
        Assert.True(_backend.TryAdd(Entry, 1));
        Assert.Equal(["app.internal"], _backend.Hosts);
        Find("10.0.0.1");
        Assert.Equal(["s", "app-10.0.0.1"], Names());
    }

    [Fact]
    public void Nothing_else_is_called_what_an_address_may_be_called()
    {
        Assert.False(_backend.TryAdd(Plain with { Name = "app" }, 1));
        Assert.False(_backend.TryAdd(Plain with { Name = "app-10.0.0.1" }, 1));
        Assert.False(_backend.TryAdd(Plain with { Name = "app-2001:db8::1" }, 1));
        Assert.True(_backend.TryAdd(Plain with { Name = "app-blue", Port = 1 }, 1));
        Assert.True(_backend.TryAdd(Plain with { Name = "web-10.0.0.1", Port = 2 }, 1));
        Assert.False(_backend.TryAdd(Entry with { Name = "web" }, 1));
    }

    [Fact]
    public void Two_entries_of_one_name_have_servers_each()
    {
        _backend.Apply(ConfigOf(Entry, Entry with { Name = "admin", Port = 81 }), 1);
        Find("10.0.0.1");
        Assert.Equal(["app.internal"], _backend.Hosts);
        Assert.Equal(["app-10.0.0.1", "admin-10.0.0.1"], Names());
        Assert.Equal([80, 81], _backend.Servers.Select(one => one.Port));
        _backend.Remove("admin-10.0.0.1", 1);
        Find("10.0.0.1", "10.0.0.2");
        Assert.Equal(["app-10.0.0.1", "app-10.0.0.2", "admin-10.0.0.2"], Names());
    }

    private static BackendConfig ConfigOf(params ServerConfig[] servers) =>
        new() { Name = "web", Servers = servers, Policy = BalancePolicy.First };

    private Server Of(string name) => _backend.Find(name)!;

    private IEnumerable<string> Names() => _backend.Servers.Select(server => server.Name);

    private void Find(params string[] addresses) =>
        _backend.Found("app.internal", [.. addresses.Select(IPAddress.Parse)], startsUp: false, 1);
}
