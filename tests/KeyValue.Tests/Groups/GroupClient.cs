using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FromScratch.Core;
using FromScratch.KeyValue.Tests.Host;
using FromScratch.Simulation.Checks;
using FromScratch.Simulation.Model;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>
/// Writes, counts, compares and reads a few keys at whichever node answers, one operation after the other, and remembers what it was told
/// and
/// when.
/// </summary>
#pragma warning disable CA1001 // Run disposes of the connection at its end.
internal sealed class GroupClient(int number, IReadOnlyList<IPEndPoint> nodes, int firstKey, int keys)
#pragma warning restore CA1001
{
    private readonly SeededRandom _random = new((ulong)number + 100);
    private readonly List<Operation> _history = [];
    private RespClient? _connection;
    private int _operations;
    private volatile bool _isStopping;

    public IReadOnlyList<Operation> History => _history;

    public int Acknowledged { get; private set; }

    public int Unknown { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Answered writes so far, for whoever waits for service.</summary>
    public int Writes => Volatile.Read(ref _writes);

    private int _writes;

    public static string? TryAsk(IPEndPoint node, params string[] words)
    {
        try
        {
            using var client = new RespClient(node);
            return client.Ask(words);
        }
        catch (Exception error) when (IsGone(error))
        {
            return null;
        }
    }

    public void Stop() => _isStopping = true;

    public void Run()
    {
        while (!_isStopping)
            Step();
        _connection?.Dispose();
    }

    /// <summary>One operation, with an end: answered, refused (not done), or unknown.</summary>
    private void Step()
    {
        var id = (number * 1_000_000) + ++_operations;
        var key = firstKey + _random.NextInt32(keys);
        var command = _random.NextInt32(8) switch
        {
            < 3 => new Command(CommandKind.Write, key, id, 0, id),
            3 => new Command(CommandKind.Add, key, 1000, 0, id),
            _ => new Command(CommandKind.Read, key, 0, 0, id),
        };
        if (_connection is null && !TryConnect())
            return;
        var called = Stopwatch.GetTimestamp();
        string? reply;
        try
        {
            reply = _connection!.Ask(Words(command));
        }
        catch (Exception error) when (IsGone(error))
        {
            reply = null;
        }

        Note(command, called, reply);
    }

    private void Note(in Command command, long called, string? reply)
    {
        if (reply is null)
        {
            _connection?.Dispose();
            _connection = null;
            if (command.Kind == CommandKind.Read)
                return;
            Unknown++;
            _history.Add(new Operation(number, command, called, long.MaxValue, 0));
            return;
        }

        if (reply is ['-', ..] && reply != "$-1")
        {
            Refused++;
            return;
        }

        var result = command.Kind switch
        {
            CommandKind.Write => command.Value,
            CommandKind.Add => long.Parse(reply.AsSpan(1), CultureInfo.InvariantCulture),
            _ => reply == "$-1" ? 0 : long.Parse(reply, CultureInfo.InvariantCulture),
        };
        Acknowledged++;
        if (command.Kind != CommandKind.Read)
            Interlocked.Increment(ref _writes);
        _history.Add(new Operation(number, command, called, Stopwatch.GetTimestamp(), result));
    }

    private bool TryConnect()
    {
        try
        {
            _connection = new RespClient(nodes[_random.NextInt32(nodes.Count)]);
            return true;
        }
        catch (Exception error) when (IsGone(error))
        {
            return false;
        }
    }

    private static string[] Words(in Command command)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"k{command.Key}");
        var value = command.Value.ToString(CultureInfo.InvariantCulture);
        return command.Kind switch
        {
            CommandKind.Write => ["SET", key, value],
            CommandKind.Add => ["INCRBY", key, value],
            _ => ["GET", key],
        };
    }

    private static bool IsGone(Exception error) => error is IOException or SocketException;
}
