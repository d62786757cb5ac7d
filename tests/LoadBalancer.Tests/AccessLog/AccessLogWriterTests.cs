using System.Collections.Concurrent;
using FromScratch.LoadBalancer.AccessLog;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.AccessLog;

public sealed class AccessLogWriterTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly ConcurrentQueue<string> _problems = new();

    [Fact]
    public void Lines_of_several_loops_arrive_whole_and_in_their_loops_order()
    {
        const int Loops = 4;
        const int Lines = 2_000;
        using (var writer = new AccessLogWriter(_directory.File("log"), _problems.Enqueue))
        {
            Parallel.For(0, Loops, loop =>
            {
                var buffer = writer.CreateBuffer();
                for (var i = 0; i < Lines; i++)
                    Append(buffer, loop, i);
                buffer.HandOver();
            });
        }

        var lines = File.ReadAllLines(_directory.File("log"));
        Assert.Equal(Loops * Lines, lines.Length);
        var byLoop = lines.Select(line => line.Split('"')[1].Split(' ')[1].Split('/'))
            .ToLookup(path => path[1], path => int.Parse(path[2]));
        Assert.All(byLoop, loop => Assert.Equal(Enumerable.Range(0, Lines), loop));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Nothing_is_handed_over_before_there_is_enough_or_a_tick()
    {
        using var disk = new SlowDisk { IsFree = true };
        using var writer = new AccessLogWriter(() => disk, _problems.Enqueue);
        var buffer = writer.CreateBuffer();
        Append(buffer, 0, 0);
        buffer.Append(AccessLogFormat.None, new AccessRecord());
        buffer.HandOver();
        disk.Writes.Take();
        for (var i = 0; disk.Writes.Count == 0 && writer.LinesWritten < 2 && i < 1_000; i++)
            Append(buffer, 0, i);
        Assert.InRange(disk.Writes.Take(), AccessLogBuffer.HandOverBytes, AccessLogBuffer.HandOverBytes + 200);
    }

    [Fact]
    public void A_slow_disk_costs_lines_that_are_counted_and_never_a_wait()
    {
        using var disk = new SlowDisk();
        using var writer = new AccessLogWriter(() => disk, _problems.Enqueue);
        var buffer = writer.CreateBuffer();
        Append(buffer, 0, 0);
        buffer.HandOver();
        disk.Writing.Wait(TestContext.Current.CancellationToken);

        // One block is on the disk, so many wait, and one more finds no room.
        for (var i = 0; i < AccessLogWriter.BlocksMax + 3; i++)
        {
            Append(buffer, 0, i);
            buffer.HandOver();
        }

        Assert.Equal(3, writer.LinesDropped);
        disk.Free();
        writer.Dispose();
        Assert.Equal(AccessLogWriter.BlocksMax + 1, writer.LinesWritten);
        Append(buffer, 0, 0);
        buffer.HandOver();
        Assert.Equal(4, writer.LinesDropped);
    }

    [Fact]
    public void A_reopen_follows_a_file_that_was_moved_away()
    {
        var path = _directory.File("log");
        using (var writer = new AccessLogWriter(path, _problems.Enqueue))
        {
            var buffer = writer.CreateBuffer();
            Append(buffer, 0, 1);
            buffer.HandOver();
            Assert.True(SpinWait.SpinUntil(() => writer.LinesWritten == 1, TimeSpan.FromSeconds(30)));
            File.Move(path, path + ".1");
            writer.Reopen();
            Append(buffer, 0, 2);
            buffer.HandOver();
        }

        Assert.Contains("/0/1 ", Assert.Single(File.ReadAllLines(path + ".1")));
        Assert.Contains("/0/2 ", Assert.Single(File.ReadAllLines(path)));
    }

    [Fact]
    public void A_file_that_others_cut_or_append_to_is_written_at_its_end()
    {
        var path = _directory.File("log");
        using (var writer = new AccessLogWriter(path, _problems.Enqueue))
        {
            var buffer = writer.CreateBuffer();
            for (var i = 1; i <= 3; i++)
            {
                Append(buffer, 0, i);
                buffer.HandOver();
                Assert.True(SpinWait.SpinUntil(() => writer.LinesWritten == i, TimeSpan.FromSeconds(30)));
                // As a rotation does that copies; then as another process.
                if (i == 1)
                    _directory.Write("log", "");
                else
                    File.AppendAllText(path, "another\n");
            }
        }

        var lines = File.ReadAllLines(path);
        Assert.Equal(4, lines.Length);
        Assert.Contains("/0/2 ", lines[0]);
        Assert.Contains("/0/3 ", lines[2]);
        Assert.Equal(["another", "another"], [lines[1], lines[3]]);
        Assert.Empty(_problems);
    }

    [Fact]
    public void A_reopen_that_fails_keeps_the_old_file_and_is_told()
    {
        var opened = 0;
        using var disk = new SlowDisk { IsFree = true };
        using (var writer = new AccessLogWriter(() => ++opened == 1 ? disk : throw new IOException("no such folder"), _problems.Enqueue))
        {
            writer.Reopen();
            var buffer = writer.CreateBuffer();
            Append(buffer, 0, 1);
            buffer.HandOver();
        }

        Assert.Single(disk.Writes);
        Assert.Equal(["access log: no such folder"], _problems);
    }

    [Fact]
    public void A_disk_that_refuses_costs_lines_and_is_told_once()
    {
        using var disk = new SlowDisk { IsFree = true, IsFull = true };
        using var writer = new AccessLogWriter(() => disk, _problems.Enqueue);
        var buffer = writer.CreateBuffer();
        for (var i = 0; i < 3; i++)
        {
            Append(buffer, 0, i);
            buffer.HandOver();
        }

        writer.Dispose();
        Assert.Equal((3, 0), (writer.LinesDropped, writer.LinesWritten));
        Assert.Equal(["access log: disk full"], _problems);
    }

    [Fact]
    public void A_file_is_appended_to_and_one_that_cannot_be_opened_is_refused_at_once()
    {
        var path = _directory.Write("log", "before\n");
        using (var writer = new AccessLogWriter(path, _problems.Enqueue))
        {
            var buffer = writer.CreateBuffer();
            Append(buffer, 0, 1);
            buffer.HandOver();
        }

        Assert.Equal(2, File.ReadAllLines(path).Length);
        Assert.ThrowsAny<IOException>(() => new AccessLogWriter(_directory.File("none/log"), _problems.Enqueue));
    }

    public void Dispose() => _directory.Dispose();

    private static void Append(AccessLogBuffer buffer, int loop, int number)
    {
        Span<byte> target = stackalloc byte[32];
        System.Text.Encoding.ASCII.TryGetBytes($"/{loop}/{number}", target, out var length);
        buffer.Append(AccessLogFormat.Combined, new AccessRecord { Method = "GET"u8, Target = target[..length], Version = "HTTP/1.1"u8 });
    }
}
