using System.Text;
using FromScratch.Hosting.Admin;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>The access log while it runs: another file, another format, on, off, files that are moved away.</summary>
public sealed class AccessLogReloadTests : IDisposable
{
    private const int Clients = 4;
    private const int Reloads = 150;

    private readonly TempDirectory _directory = new();
    private readonly RawBackEnd _server = RawBackEnd.Saying("x");

    [Fact]
    public async Task Each_request_is_in_exactly_one_of_the_files_that_take_each_others_place()
    {
        AccessLogConfig[] logs = [Json("one"), Combined("two"), Json("three")];
        var sent = new int[Clients];
        await using (var balancer = await StartAsync(logs[0]))
        {
            using var stop = new CancellationTokenSource();
            // Threads of their own: the pool's come too slowly for those that block.
            var clients = sent.Select((_, i) => OnAThread(() => AskOn(balancer, i, sent, stop.Token))).ToArray();
            var failed = Task.WhenAny(clients);
            for (var i = 0; i < Reloads; i++)
            {
                // Each third one comes before the loops have looked at the one before it.
                var before = i % 3 == 0 ? -1 : sent.Sum();
                Assert.Null(balancer.Apply(balancer.Config with { AccessLog = logs[i % 7 % logs.Length] }));
                Wellness.Until(() => failed.IsCompleted || sent.Sum() > before + 5, "no request came through");
            }

            await stop.CancelAsync();
            await Task.WhenAll(clients);
            Assert.Equal(0, balancer.AccessLogDropped);
        }

        var files = logs.Select(log => LoggedRequests.Of(log.Path!, log.Format)).ToList();
        Assert.All(files, Assert.NotEmpty);
        Assert.Equal(
            sent.SelectMany((count, client) => Enumerable.Range(0, count).Select(i => $"/{client}/{i}")).Order(),
            files.SelectMany(targets => targets).Order());
    }

    [Fact]
    public async Task Another_format_counts_from_the_next_request_on_and_each_line_has_one()
    {
        await using (var balancer = await StartAsync(Json("log")))
        {
            using var client = Balancers.Connect(balancer);
            for (var i = 0; i < 20; i++)
            {
                Assert.Null(balancer.Apply(balancer.Config with { AccessLog = i % 2 == 0 ? Json("log") : Combined("log") }));
                client.Send(Balancers.Get($"/{i}"));
                Assert.Equal(200, Reply.Read(client).Status);
            }
        }

        var expected = Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? AccessLogFormat.Json : AccessLogFormat.Combined, $"/{i}"));
        Assert.Equal(expected, LoggedRequests.Of(_directory.File("log")));
    }

    [Fact]
    public async Task It_is_switched_on_and_off_under_a_connection_that_stays()
    {
        await using (var balancer = await StartAsync(new AccessLogConfig()))
        {
            using var client = Balancers.Connect(balancer);
            foreach (var target in (string[])["/before", "/on", "/between", "/on-again", "/after"])
            {
                var log = target.StartsWith("/on", StringComparison.Ordinal) ? Combined("log") : new AccessLogConfig();
                Assert.Null(balancer.Apply(balancer.Config with { AccessLog = log }));
                client.Send(Balancers.Get(target));
                Assert.Equal(200, Reply.Read(client).Status);
            }
        }

        Assert.Equal(["/on", "/on-again"], LoggedRequests.Of(_directory.File("log"), AccessLogFormat.Combined));
    }

    [Fact]
    public async Task A_request_that_began_without_a_log_leaves_no_line_without_its_head()
    {
        using var release = new SemaphoreSlim(0);
        using var slow = new RawBackEnd((_, to) => release.Wait(TimeSpan.FromSeconds(30)) && to.Send(RawBackEnd.Ok("x")));
        await using (var balancer = await BalancerServer.StartAsync(Balancers.Config([slow.Port]) with { AccessLog = Json("log") }))
        {
            using var client = Balancers.Connect(balancer);
            foreach (var (target, begins, ends) in (Span<(string, AccessLogConfig, AccessLogConfig)>)
                [("/kept", Json("log"), Json("log")), ("/unknown", new(), Json("log")), ("/moved", Json("log"), Combined("other"))])
            {
                Assert.Null(balancer.Apply(balancer.Config with { AccessLog = begins }));
                var seen = slow.Seen.Count;
                client.Send(Balancers.Get(target));
                Wellness.Until(() => slow.Seen.Count > seen, "it did not come through");
                Assert.Null(balancer.Apply(balancer.Config with { AccessLog = ends }));
                release.Release();
                Assert.Equal(200, Reply.Read(client).Status);
            }
        }

        Assert.Equal(["/kept"], LoggedRequests.Of(_directory.File("log"), AccessLogFormat.Json));
        Assert.Equal(["/moved"], LoggedRequests.Of(_directory.File("other"), AccessLogFormat.Combined));
    }

    [Fact]
    public async Task A_file_that_is_left_is_closed_also_where_nobody_is_connected()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "open files are seen in /proc");
        await using var balancer = await StartAsync(Json("log"));
        Assert.Equal(200, Balancers.Ask(balancer, Balancers.Get("/a")).Status);
        Assert.True(IsOpen("log"));
        Assert.Null(balancer.Apply(balancer.Config with { AccessLog = Json("other") }));
        Wellness.Until(() => !IsOpen("log"), "it is still open");
        Assert.Equal(["/a"], LoggedRequests.Of(_directory.File("log"), AccessLogFormat.Json));
        Assert.True(IsOpen("other"));
        Assert.Null(balancer.Apply(balancer.Config with { AccessLog = new AccessLogConfig() }));
        Wellness.Until(() => !IsOpen("other"), "it is still open");
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_refuses_the_reload_and_all_stays()
    {
        await using (var balancer = await StartAsync("json", "log"))
        {
            WriteConfig("combined", "none/log", ("more", Balancers.DeadPort()));
            var reason = $"accessLog.path: \"{_directory.File("none/log")}\" cannot be opened: ";
            var told = balancer.Reload()!;
            Assert.StartsWith(reason, told);
            Assert.DoesNotContain('\n', told);
            var answer = balancer.Answer(new AdminRequest("POST", "/api/reload", "", default))!;
            Assert.Equal(409, answer.Status);
            Assert.Contains("accessLog.path", Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal);
            Assert.Equal((2, _directory.File("log")), (balancer.ReloadsFailed, balancer.Config.AccessLog.Path));
            Assert.Equal("main", Assert.Single(balancer.Listeners).Name);
            Assert.Equal(200, Balancers.Ask(balancer, Balancers.Get("/kept")).Status);
            // It works as soon as there is such a folder.
            Directory.CreateDirectory(_directory.File("none"));
            Assert.Null(balancer.Reload());
            Assert.Equal(200, ChangingListeners.Ask(balancer.At("more"), "/moved").Status);
        }

        Assert.Equal(["/kept"], LoggedRequests.Of(_directory.File("log"), AccessLogFormat.Json));
        Assert.Equal(["/moved"], LoggedRequests.Of(_directory.File("none/log"), AccessLogFormat.Combined));
    }

    [Fact]
    public async Task Another_log_is_not_begun_when_the_reload_is_refused_for_something_else()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        await using (var balancer = await StartAsync("json", "log"))
        {
            WriteConfig("combined", "other", ("taken", ((System.Net.IPEndPoint)taken.LocalEndpoint).Port));
            Assert.StartsWith("listeners[1] (taken): cannot listen", balancer.Reload());
            Assert.Equal(200, Balancers.Ask(balancer, Balancers.Get("/kept")).Status);
        }

        Assert.Equal(["/kept"], LoggedRequests.Of(_directory.File("log"), AccessLogFormat.Json));
        Assert.Empty(LoggedRequests.Of(_directory.File("other")));
    }

    [Fact]
    public async Task A_file_that_was_moved_away_is_made_anew_by_each_reload_also_by_one_that_is_refused()
    {
        var log = _directory.File("log");
        await using (var balancer = await StartAsync("combined", "log"))
        {
            using var client = Balancers.Connect(balancer);
            for (var i = 0; i < 3; i++)
            {
                client.Send(Balancers.Get($"/{i}"));
                Assert.Equal(200, Reply.Read(client).Status);
                var target = $"/{i}";
                Wellness.Until(() => LoggedRequests.Of(log) is [var line] && line.Target == target, "no line was written");
                File.Move(log, $"{log}.{i}");
                if (i == 2)
                    _directory.Write("lb.json", "no configuration");
                if (i == 1)
                    Assert.Equal(200, balancer.Answer(new AdminRequest("POST", "/api/reload", "", default))!.Status);
                else
                    Assert.Equal(i < 2, balancer.Reload() is null);
                Assert.True(File.Exists(log));
            }

            client.Send(Balancers.Get("/last"));
            Assert.Equal(200, Reply.Read(client).Status);
        }

        Assert.Equal(["/last"], LoggedRequests.Of(log, AccessLogFormat.Combined));
        for (var i = 0; i < 3; i++)
            Assert.Equal([$"/{i}"], LoggedRequests.Of($"{log}.{i}", AccessLogFormat.Combined));
    }

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    private static Task OnAThread(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void AskOn(BalancerServer balancer, int index, int[] sent, CancellationToken stop)
    {
        using var client = Balancers.Connect(balancer);
        while (!stop.IsCancellationRequested)
        {
            client.Send(Balancers.Get($"/{index}/{sent[index]}"));
            Assert.Equal("x", Reply.Read(client).Body);
            Interlocked.Increment(ref sent[index]);
        }
    }

    private AccessLogConfig Json(string file) => new() { Format = AccessLogFormat.Json, Path = _directory.File(file) };

    private AccessLogConfig Combined(string file) => Json(file) with { Format = AccessLogFormat.Combined };

    private bool IsOpen(string file) => Directory.GetFiles("/proc/self/fd")
        .Any(descriptor => new FileInfo(descriptor).LinkTarget == _directory.File(file));

    private Task<BalancerServer> StartAsync(AccessLogConfig log) =>
        BalancerServer.StartAsync(Balancers.Config([_server.Port]) with { AccessLog = log });

    /// <summary>With a configuration file.</summary>
    private async Task<BalancerServer> StartAsync(string format, string path)
    {
        var options = new BalancerOptions { Config = WriteConfig(format, path) };
        var balancer = BalancerServer.Create(options, TimeProvider.System, NullLogger.Instance);
        await balancer.StartAsync(TestContext.Current.CancellationToken);
        return balancer;
    }

    private string WriteConfig(string format, string path, params (string Name, int Port)[] more)
    {
        var listeners = more.Prepend(("main", 0)).Select(one => $$"""
            { "name": "{{one.Item1}}", "address": "http://127.0.0.1:{{one.Item2}}", "routes": [{ "name": "all", "targets": ["web"] }] }
            """);
        return _directory.Write("lb.json", $$"""
            { "listeners": [{{string.Join(',', listeners)}}], "backends": [{ "name": "web", "servers": ["127.0.0.1:{{_server.Port}}"] }],
              "accessLog": { "format": "{{format}}", "path": "{{path}}" } }
            """);
    }
}
