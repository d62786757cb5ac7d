using System.Globalization;
using FromScratch.KeyValue.Client;

namespace FromScratch.Cli.KeyValue;

/// <summary>
/// Writes for a while and keeps an account: at the end every node must show what was acknowledged. To be run while nodes are killed; one
/// that does not come back is told of, and not looked at.
/// </summary>
/// <param name="connect">To the server of that number.</param>
/// <param name="servers">How many there are.</param>
/// <param name="output">Takes the report.</param>
/// <param name="patience">How long a node that was killed a moment ago may be on its way back, at the end.</param>
internal sealed class WriteAccount(Func<int, RespConnection> connect, int servers, TextWriter output, TimeSpan patience)
{
    /// <summary>Returns whether nothing was lost and no read was stale.</summary>
    /// <exception cref="IOException">No server is left to look at.</exception>
    public bool Run(int writers, TimeSpan time, CancellationToken cancellation)
    {
        var run = Guid.NewGuid().ToString("n")[..8];
        var all = Enumerable.Range(0, writers)
            .Select(number => new AccountWriter($"account:{run}:{number}", connect, servers, number % servers)).ToList();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        end.CancelAfter(time);
        var threads = all.ConvertAll(writer => new Thread(() => writer.Run(end.Token)));
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        var lost = Enumerable.Range(0, servers).Select(server => LostAt(server, all)).ToList();
        Report(all, lost);
        return lost.Sum() == 0 && all.TrueForAll(writer => writer.Stale == 0);
    }

    /// <summary>Keys that show less than was acknowledged, or what was never sent; null when the server cannot be asked.</summary>
    private int? LostAt(int server, List<AccountWriter> writers)
    {
        try
        {
            return LostOf(server, writers);
        }
        catch (IOException error)
        {
            output.WriteLine($"server {server + 1} was not looked at: {error.Message}");
            return null;
        }
    }

    private int LostOf(int server, List<AccountWriter> writers)
    {
        var lost = 0;
        foreach (var writer in writers)
        {
            var seen = Read(server, writer);
            if (seen is null && writer.Acknowledged == 0 || seen >= writer.Acknowledged && seen <= writer.Sent)
                continue;
            lost++;
            output.WriteLine(
                $"server {server + 1}: {writer.Key} shows {Show(seen)}, acknowledged was {writer.Acknowledged}, sent {writer.Sent}");
        }

        return lost;
    }

    private long? Read(int server, AccountWriter writer)
    {
        var until = DateTime.UtcNow + patience;
        while (true)
        {
            try
            {
                return writer.ReadAt(server);
            }
            catch (IOException) when (DateTime.UtcNow < until)
            {
                Thread.Sleep(100);
            }
        }
    }

    private static string Show(long? seen) => seen?.ToString(CultureInfo.InvariantCulture) ?? "nothing";

    private void Report(List<AccountWriter> all, List<int?> lost)
    {
        var seen = lost.Count(keys => keys is not null);
        if (seen == 0)
            throw new IOException("no server could be asked at the end");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{all.Sum(one => one.Sent - one.Unknown - one.Refused)} writes acknowledged, {all.Sum(one => one.Unknown)} of unknown fate, "
            + $"{all.Sum(one => one.Refused)} refused"));
        var gapMs = all.Max(one => one.LongestGap).TotalMilliseconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"longest time between two acknowledgements, of {all.Count} writers: {gapMs:f0} ms"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{lost.Sum()} keys of {all.Count} lost, on {seen} servers; {all.Sum(one => one.Stale)} stale reads"));
    }
}
