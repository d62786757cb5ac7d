using System.Text.RegularExpressions;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;

namespace FromScratch.KeyValue.Tests.Host;

/// <summary>What the program asks of the system, seen from outside.</summary>
public sealed partial class DurabilityTests : IDisposable
{
    private const string Strace = "/usr/bin/strace";
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_answer_to_a_write_leaves_after_its_bytes_were_written_and_synced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Strace), "strace is not installed");
        var trace = _directory.File("trace");
        string[] tracer =
        [
            Strace, "-f", "-qq", "-s", "4096", "-o", trace,
            "-e", "trace=open,openat,pwrite64,pwritev,write,writev,fdatasync,fsync,sendto,sendmsg",
        ];
        var files = Directory.CreateDirectory(_directory.File("data")).FullName;
        await using (var server = await KeyValueProcess.StartUnderAsync(tracer, files, "--io-threads", "1"))
        {
            using var client = new RespClient(server.EndPoint);
            for (var i = 0; i < 20; i++)
                Assert.Equal("+OK", client.Ask("SET", $"marker-{i:D2}", "v"));
            // The tracer ends with what it traces; killed itself, it would leave the server behind.
            Assert.Null(client.Ask("SHUTDOWN"));
            await server.Process.WaitForExitAsync();
        }

        var calls = File.ReadAllLines(trace);
        var from = 0;
        for (var i = 0; i < 20; i++)
        {
            var marker = $"marker-{i:D2}";
            var written = Array.FindIndex(
                calls, from, line => IsWrite().IsMatch(line) && line.Contains(marker, StringComparison.Ordinal));
            Assert.True(written >= 0, $"{marker} was not written behind line {from}");
            var synced = IsSyncedByItself(calls, written) ? EndOf(calls, written) : SyncDone(calls, written);
            var answered = Array.FindIndex(calls, from, line => IsSend().IsMatch(line));
            Assert.True(synced < answered, $"{marker}: written in line {written}, synced in {synced}, answered in {answered}");
            from = answered + 1;
        }
    }

    [Fact]
    public async Task A_full_disk_refuses_writes_serves_reads_and_takes_writes_again_when_there_is_room()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "mounting a small disk needs root on Linux");
        var disk = Directory.CreateDirectory(_directory.File("disk")).FullName;
        var mounted = await ServerProcess.RunAsync("mount", ["-t", "tmpfs", "-o", "size=300m", "tmpfs", disk]);
        Assert.SkipWhen(mounted.ExitCode != 0, "a small disk cannot be mounted here");
        try
        {
            await FillAndFree(disk);
        }
        finally
        {
            await ServerProcess.RunAsync("umount", ["-l", disk]);
        }
    }

    private static async Task FillAndFree(string disk)
    {
        var ballast = Path.Combine(disk, "ballast");
        var data = Directory.CreateDirectory(Path.Combine(disk, "data")).FullName;
        await using (var server = await KeyValueProcess.StartAsync(data, "--snapshot-log-bytes", "0"))
        {
            using var client = new RespClient(server.EndPoint);
            using var writer = new RespClient(server.EndPoint);
            Assert.Equal("+OK", client.Ask("SET", "first", "1"));
            await FillUp(ballast);
            // The write that finds the disk full is in the log's hands and answered when there is room; those behind it are refused.
            using var stop = new CancellationTokenSource();
            var writing = Task.Run(() => WriteUntilStopped(writer, stop.Token), CancellationToken.None);
            var probes = new List<RespClient>();
            Assert.True(await IsRefused(server, probes), "writes are not refused");
            Assert.Equal("1", client.Ask("GET", "first"));
            await stop.CancelAsync();
            File.Delete(ballast);
            await writing;
            probes.ForEach(probe => probe.Dispose());
            Assert.True(
                SpinWait.SpinUntil(() => client.Ask("SET", "later", "2") == "+OK", TimeSpan.FromSeconds(20)), "writes are still refused");
            Assert.Equal("2", client.Ask("GET", "later"));
            await server.Process.KillAsync();
        }

        await using var again = await KeyValueProcess.StartAsync(data, "--snapshot-log-bytes", "0");
        using var next = new RespClient(again.EndPoint);
        Assert.Equal(["1", "2"], [next.Ask("GET", "first"), next.Ask("GET", "later")]);
    }

    private static void WriteUntilStopped(RespClient writer, CancellationToken stop)
    {
        var value = new string('v', 1 << 20);
        for (var i = 0; !stop.IsCancellationRequested; i++)
            Assert.Equal("+OK", writer.Ask("SET", $"k{i}", value));
    }

    /// <summary>A probe that gets no answer is one of those that wait for room: it is left alone and another is sent.</summary>
    private static async Task<bool> IsRefused(KeyValueProcess server, List<RespClient> probes)
    {
        const int ProbesMax = 12; // Of three seconds: a busy machine takes long to fill the segments that are ready.
        while (probes.Count < ProbesMax)
        {
            var probe = new RespClient(server.EndPoint);
            probes.Add(probe);
            var asking = Task.Run(() =>
            {
                string? answer;
                while ((answer = probe.Ask("SET", "refused", "1")) == "+OK")
                    Thread.Yield();
                return answer;
            });
            if (await Task.WhenAny(asking, Task.Delay(TimeSpan.FromSeconds(3))) == asking)
                return (await asking)?.StartsWith("-MISCONF", StringComparison.Ordinal) == true;
        }

        return false;
    }

    /// <summary>Takes what is left of the disk.</summary>
    private static async Task FillUp(string ballast)
    {
        var filled = await ServerProcess.RunAsync("dd", ["if=/dev/zero", $"of={ballast}", "bs=64k"]);
        Assert.NotEqual(0, filled.ExitCode);
    }

    /// <summary>The line in which the first sync that begins behind this line has ended.</summary>
    private static int SyncDone(string[] calls, int written)
    {
        var begun = Array.FindIndex(calls, written + 1, line => SyncBegins().IsMatch(line));
        return begun < 0 ? int.MaxValue : EndOf(calls, begun);
    }

    /// <summary>The line in which a call has ended.</summary>
    private static int EndOf(string[] calls, int begun)
    {
        if (!calls[begun].Contains("<unfinished", StringComparison.Ordinal))
            return begun;
        var thread = calls[begun].Split(' ')[0];
        var ended = Array.FindIndex(calls, begun + 1, line =>
            line.StartsWith(thread + " ", StringComparison.Ordinal) && line.Contains(" resumed>", StringComparison.Ordinal));
        return ended < 0 ? int.MaxValue : ended;
    }

    /// <summary>The descriptor's last opening says that every write is on disk when it returns.</summary>
    private static bool IsSyncedByItself(string[] calls, int written)
    {
        var descriptor = IsWrite().Match(calls[written]).Groups["descriptor"].Value;
        for (var line = written - 1; line >= 0; line--)
        {
            var opened = IsOpen().Match(calls[line]);
            if (opened.Success && calls[EndOf(calls, line)].EndsWith($" = {descriptor}", StringComparison.Ordinal))
                return opened.Groups["flags"].Value.Split('|').Contains("O_DSYNC");
        }

        return false;
    }

    [GeneratedRegex(@"^\d+ +(pwrite64|pwritev|write|writev)\((?<descriptor>\d+)")]
    private static partial Regex IsWrite();

    [GeneratedRegex(@"^\d+ +(open|openat)\(.*, (?<flags>O_[A-Z_|]+)")]
    private static partial Regex IsOpen();

    [GeneratedRegex(@"^\d+ +(fdatasync|fsync)\(")]
    private static partial Regex SyncBegins();

    /// <summary>However the transport sends: the answer's bytes in a call on a socket.</summary>
    [GeneratedRegex(@"^\d+ +(sendto|sendmsg|write|writev)\(.*\+OK\\r\\n")]
    private static partial Regex IsSend();
}
