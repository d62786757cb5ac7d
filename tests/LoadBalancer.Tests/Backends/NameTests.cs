using System.Net;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Health;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Backends;

/// <summary>Entries that stand for all addresses of their name: who is a server, and what is kept of them.</summary>
public sealed class NameTests
{
    private const string Host = "app.internal";
    private static readonly CheckOutcome Good = new(true, 200, 1, "good");
    private static readonly CheckOutcome Bad = new(false, 0, 1, "bad");
    private static readonly HealthCheckConfig Check = new() { Rise = 2, Fall = 2 };
    private readonly SeenEvents _events = new();

    [Fact]
    public void Each_address_is_a_server_whatever_their_order()
    {
        string[] found = ["2001:db8::1", "10.0.0.10", "10.0.0.9", "10.0.0.10", "::ffff:10.0.0.2", "0.0.0.0", "::"];
        string[] names = ["app-10.0.0.2", "app-10.0.0.9", "app-10.0.0.10", "app-2001:db8::1"];
        var backend = Make(Entry() with { Weight = 5, Backup = true });
        Assert.Empty(backend.Servers);
        Find(backend, found);
        Assert.Equal(names, Names(backend));
        Assert.All(backend.Servers, server => Assert.Equal((5, true, Host), (server.Weight, server.IsBackup, server.Host)));
        Assert.Equal(4, backend.UsableCount);
        Assert.Equal(["10.0.0.2:80", "10.0.0.9:80", "10.0.0.10:80", "[2001:db8::1]:80"], backend.Servers.Select(one => one.AddressShown));
        Assert.Equal(new IPEndPoint(IPAddress.Parse("10.0.0.2"), 80), backend.Servers[0].Address.EndPoint);
        var before = backend.Servers;
        Find(backend, [.. found.Reverse()]);
        Assert.Same(before, backend.Servers);
        Assert.All(backend.Servers, server => Assert.Null(TextRules.Name(server.Name)));
    }

    [Theory]
    [InlineData(AddressUse.Ipv4, "app-10.0.0.1")]
    [InlineData(AddressUse.Ipv6, "app-2001:db8::1")]
    public void A_kind_of_address_can_be_asked_for(AddressUse use, string name)
    {
        var backend = Make(Entry() with { Addresses = use });
        Find(backend, "2001:db8::1", "10.0.0.1");
        Assert.Equal([name], Names(backend));
    }

    [Fact]
    public void An_address_that_comes_later_is_down_until_its_first_good_check()
    {
        var backend = Make(Entry());
        Find(backend, "10.0.0.1");
        var stays = backend.Servers[0];
        backend.SetWeight(stays, 7, 1);
        Find(backend, "10.0.0.2", "10.0.0.1");
        Assert.Same(stays, backend.Servers[0]);
        Assert.Equal((7, 1), (stays.Weight, backend.Servers[1].Weight));
        Assert.False(backend.Servers[1].IsUp);
        Assert.Equal(1, backend.UsableCount);
        backend.CheckDone(backend.Servers[1], Good, 2);
        Assert.Equal(2, backend.UsableCount);
        Assert.Equal(["joined app-10.0.0.1", "joined app-10.0.0.2", "up app-10.0.0.2"], _events.Seen);
    }

    [Fact]
    public void Without_checks_it_counts_at_once()
    {
        var backend = Make(Entry(), check: null);
        Find(backend, "10.0.0.1");
        Find(backend, "10.0.0.1", "10.0.0.2");
        Assert.Equal(2, backend.UsableCount);
        Find(backend, "10.0.0.3");
        Assert.Equal(["app-10.0.0.3"], Names(backend));
    }

    [Fact]
    public void An_address_that_vanishes_ends_what_it_has_and_gets_nothing_new()
    {
        var backend = Make(Entry());
        Find(backend, "10.0.0.1", "10.0.0.2");
        var goes = backend.Servers[1];
        Assert.Same(goes, backend.Pick(sticky: goes));
        backend.Report(goes, OutcomeKind.Responded, 1);
        Find(backend, "10.0.0.1");
        Assert.Equal(["app-10.0.0.1"], Names(backend));
        Assert.Equal("app-10.0.0.1", backend.Pick(sticky: goes)!.Name);
        Assert.Equal([goes], backend.Leaving);
        backend.Tick(2);
        Assert.Equal([goes], backend.Leaving);
        backend.CheckDone(goes, Bad, 2);
        Assert.Equal(["joined app-10.0.0.1", "joined app-10.0.0.2", "left app-10.0.0.2"], _events.Seen);
        Assert.Equal(1, backend.TotalsOfGone().Requests);
        backend.Release(goes);
        backend.Tick(3);
        Assert.Empty(backend.Leaving);
        Assert.Equal((1, 1), (backend.TotalsOfGone().Requests, backend.TotalsOfGone().ByClass[2]));
        Find(backend, "10.0.0.1", "10.0.0.2");
        Assert.NotSame(goes, backend.Servers[1]);
    }

    [Fact]
    public void An_answer_without_an_address_of_use_leaves_everything_as_it_was()
    {
        var backend = Make(Entry() with { Addresses = AddressUse.Ipv4 });
        Find(backend, "10.0.0.1", "10.0.0.2");
        var before = backend.Servers;
        Assert.Equal(["app"], Find(backend, "2001:db8::1").Select(one => one.Name));
        Assert.Single(Find(backend, "0.0.0.0"));
        backend.LookUpFailed(5);
        Assert.Same(before, backend.Servers);
        Assert.Equal(3, backend.LookUpsFailed);
        Assert.Empty(Find(backend, "10.0.0.2", "10.0.0.1"));
    }

    [Fact]
    public void More_addresses_than_may_be_are_left_out_and_those_that_are_servers_stay()
    {
        var all = Enumerable.Range(1, 100).Select(i => $"10.0.0.{i}").ToArray();
        var backend = Make(Entry());
        Find(backend, "10.0.0.99");
        Find(backend, all);
        Assert.Equal(NameEntry.AddressesMax, backend.Servers.Count);
        Assert.Contains("app-10.0.0.99", Names(backend));
        var before = backend.Servers;
        Find(backend, [.. all.Reverse()]);
        Assert.Same(before, backend.Servers);
        Assert.Single(_events.Seen, "ignored 36 of app");
        Find(backend, all[..70]);
        Find(backend, all[..70]);
        Assert.Equal(64, backend.Servers.Count);
        Assert.DoesNotContain("app-10.0.0.99", Names(backend));
    }

    [Fact]
    public void When_all_addresses_are_new_the_old_ones_carry_on_until_a_new_one_is_up()
    {
        var backend = Make(Entry());
        Find(backend, "10.0.0.1", "10.0.0.2");
        backend.CheckDone(backend.Servers[1], Bad, 1);
        Find(backend, "10.0.0.3", "10.0.0.4");
        // The one that was down is of no use to anybody.
        Assert.Equal(["app-10.0.0.1", "app-10.0.0.3", "app-10.0.0.4"], Names(backend));
        backend.Tick(2);
        Assert.Equal("app-10.0.0.1", backend.Pick()!.Name);
        backend.CheckDone(backend.Find("app-10.0.0.4")!, Good, 3);
        backend.Tick(4);
        Assert.Equal(["app-10.0.0.3", "app-10.0.0.4"], Names(backend));
        Assert.Equal("app-10.0.0.4", backend.Pick()!.Name);
        Assert.Equal(0, backend.Downs);
    }

    [Fact]
    public void They_carry_on_until_the_next_answer_at_most()
    {
        var backend = Make(Entry());
        Find(backend, "10.0.0.1");
        Find(backend, "10.0.0.2");
        Assert.Equal(2, backend.Servers.Count);
        Find(backend, "10.0.0.2");
        Assert.Equal(["app-10.0.0.2"], Names(backend));
        Assert.Equal(PickResult.NoneUsable, backend.Ask());
    }

    [Fact]
    public void A_backend_whose_names_are_not_looked_up_yet_was_never_down()
    {
        var backend = Make(Entry());
        Find(backend, "10.0.0.1");
        Assert.Equal((0, 0), (backend.Downs, backend.DownMs(1_000)));
        var other = Make(Entry());
        other.LookUpFailed(500);
        Assert.Equal((1, 400), (other.Downs, other.DownMs(900)));
        other.Found(Host, [IPAddress.Loopback], startsUp: true, 1_000);
        Assert.Equal((1, 500), (other.Downs, other.DownMs(2_000)));
    }

    [Fact]
    public void Whatever_look_ups_find_the_servers_are_the_last_answer() => Seeds.ForEach(20, random =>
    {
        var backend = Make(Entry() with { Addresses = AddressUse.All }, check: null);
        var known = new Dictionary<string, Server>();
        for (var round = 0; round < 200; round++)
        {
            var found = Enumerable.Range(0, random.NextInt32(12)).Select(_ => $"10.0.0.{1 + random.NextInt32(16)}").ToArray();
            if (found.Length == 0)
                backend.LookUpFailed(round);
            else
                Find(backend, found);
            var wanted = found.Length == 0 ? known.Keys.ToHashSet() : [.. found.Select(one => "app-" + one)];
            Assert.Equal(wanted.Order(), Names(backend).Order());
            foreach (var server in backend.Servers)
                Assert.Same(server, known.GetValueOrDefault(server.Name, server));
            foreach (var gone in known.Where(one => !wanted.Contains(one.Key)))
                Assert.True(gone.Value.IsRemoved);
            known = backend.Servers.ToDictionary(one => one.Name);
            backend.Tick(round);
            Assert.Empty(backend.Leaving);
        }
    });

    private static ServerConfig Entry() => new() { Name = "app", Host = Host, Port = 80, Addresses = AddressUse.All };

    private static IEnumerable<string> Names(Backend backend) => backend.Servers.Select(server => server.Name);

    private static IReadOnlyList<ServerConfig> Find(Backend backend, params string[] addresses) =>
        backend.Found(Host, [.. addresses.Select(IPAddress.Parse)], startsUp: backend.Servers.Count == 0, 1);

    private Backend Make(ServerConfig entry) => Make(entry, Check);

    private Backend Make(ServerConfig entry, HealthCheckConfig? check) =>
        Engines.Make(new BackendConfig { Name = "web", Policy = BalancePolicy.First, Servers = [entry], HealthCheck = check }, _events);
}
