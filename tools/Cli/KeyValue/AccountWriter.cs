using System.Diagnostics;
using System.Globalization;
using FromScratch.KeyValue.Client;

namespace FromScratch.Cli.KeyValue;

/// <summary>
/// One client of the account: writes ever higher numbers to a key of its own, through whichever node takes them, and remembers what was
/// acknowledged. A write whose connection broke may or may not have been done.
/// </summary>
/// <param name="key">Nobody else's.</param>
/// <param name="connect">To the server of that number.</param>
/// <param name="servers">How many there are.</param>
/// <param name="first">Where it begins.</param>
internal sealed class AccountWriter(string key, Func<int, RespConnection> connect, int servers, int first)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private int _server = first;

    public string Key => key;

    /// <summary>The highest number that was acknowledged; 0 = none.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>The highest number that was sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Writes of which nobody said how they ended.</summary>
    public long Unknown { get; private set; }

    /// <summary>Writes that were answered with an error, by which nothing was done.</summary>
    public long Refused { get; private set; }

    /// <summary>Longest time between two acknowledgements.</summary>
    public TimeSpan LongestGap { get; private set; }

    /// <summary>Reads that showed less than was acknowledged before they were sent.</summary>
    public long Stale { get; private set; }

    public void Run(CancellationToken end)
    {
        var watch = Stopwatch.StartNew();
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var connection = connect(_server);
                while (!end.IsCancellationRequested && TryStep(connection, watch))
                {
                    // As long as this server takes them.
                }
            }
            catch (IOException)
            {
                // The write under way, if any, was counted as unknown when it was sent.
            }

            _server = (_server + 1) % servers;
            end.WaitHandle.WaitOne(Pause);
        }
    }

    /// <summary>What a node says now; null when it holds no number.</summary>
    /// <exception cref="IOException">It cannot be reached, or answers no question: it may belong to no group any more.</exception>
    public long? ReadAt(int server)
    {
        using var connection = connect(server);
        var reply = connection.Ask("GET", key);
        return reply.IsError ? throw new IOException(reply.Text) : Number(reply);
    }

    /// <summary>False = it was refused.</summary>
    private bool TryStep(RespConnection connection, Stopwatch watch)
    {
        Sent++;
        Unknown++;
        var reply = connection.Ask("SET", key, Sent.ToString(CultureInfo.InvariantCulture));
        Unknown--;
        if (reply.IsError)
        {
            Refused++;
            return false;
        }

        // Up to the first one it is this program that starts, rather than the group that pauses.
        if (Acknowledged > 0 && watch.Elapsed > LongestGap)
            LongestGap = watch.Elapsed;
        Acknowledged = Sent;
        watch.Restart();
        if (Sent % 8 == 0 && connection.Ask("GET", key) is { IsError: false } read && !(Number(read) >= Acknowledged))
            Stale++;
        return true;
    }

    private static long? Number(RespReply reply) =>
        !reply.IsError && long.TryParse(reply.Text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
