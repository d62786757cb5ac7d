using System.Text;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session.Statistics;

/// <summary>
/// What was executed, how often and for how long. Written under the store's gate. The clock is read once per command: the end of one is
/// the beginning of the next. A write's time is that of handing it to the store; what it does there is not in it.
/// </summary>
internal sealed class CommandCounters(TimeProvider time)
{
    /// <summary>Different error codes that are counted.</summary>
    private const int ErrorCodesMax = 128;

    private readonly CommandFigures?[] _figures = new CommandFigures?[byte.MaxValue + 1];
    private readonly Dictionary<string, long> _errors = [];
    private readonly double _nanosecondsPerTick = 1e9 / time.TimestampFrequency;
    private long _last;

    public long Commands { get; private set; }

    public long ErrorReplies { get; private set; }

    public long ProtocolErrors { get; set; }

    /// <summary>Clients closed because their messages piled up.</summary>
    public long SlowReadersClosed { get; set; }

    public long AuthFailures { get; set; }

    public long AccessDenied { get; set; }

    public IEnumerable<KeyValuePair<string, long>> Errors => _errors.OrderBy(static e => e.Key, StringComparer.Ordinal);

    public IEnumerable<CommandFigures> Used => _figures.OfType<CommandFigures>();

    public CommandFigures? Of(CommandSpec spec) => _figures[(int)spec.Id];

    public void BeginTurn(long timestamp) => _last = timestamp;

    /// <summary>A command was executed here; the first byte of its reply tells whether it failed.</summary>
    public void Executed(
        KeyValueContext context, KeyValueSession client, CommandSpec spec, in RespRequest request, ReadOnlySpan<byte> reply)
    {
        var figures = Note(context, client, spec, request);
        if (reply is [(byte)'-', ..])
        {
            figures.Failed++;
            CountError(reply);
        }
    }

    /// <summary>Something that was noted before has been answered with an error.</summary>
    /// <param name="spec">Null = a command within a transaction, or it was refused and noted as such.</param>
    /// <param name="error">From the minus sign on.</param>
    public void Failed(CommandSpec? spec, ReadOnlySpan<byte> error)
    {
        if (spec is not null)
            FiguresOf(spec).Failed++;
        CountError(error);
    }

    /// <summary>A command was handed to the store; when its reply is an error, <see cref="Failed"/> tells.</summary>
    public void Submitted(KeyValueContext context, KeyValueSession client, CommandSpec spec, in RespRequest request, bool refused)
    {
        var figures = Note(context, client, spec, request);
        if (refused)
            figures.Rejected++;
    }

    /// <summary>A command that was not executed.</summary>
    /// <param name="spec">Null = there is none of that name.</param>
    /// <param name="reply">The error.</param>
    public void Rejected(CommandSpec? spec, ReadOnlySpan<byte> reply)
    {
        if (spec is not null)
            FiguresOf(spec).Rejected++;
        CountError(reply);
    }

    /// <summary>CONFIG RESETSTAT.</summary>
    public void Reset()
    {
        Array.Clear(_figures);
        _errors.Clear();
        Commands = ErrorReplies = ProtocolErrors = SlowReadersClosed = AuthFailures = AccessDenied = 0;
    }

    private CommandFigures Note(KeyValueContext context, KeyValueSession client, CommandSpec spec, in RespRequest request)
    {
        var now = time.GetTimestamp();
        var nanoseconds = (long)((now - _last) * _nanosecondsPerTick);
        _last = now;
        Commands++;
        var figures = FiguresOf(spec);
        figures.Add(nanoseconds);
        var limit = context.Settings.SlowLogSlowerThanMicroseconds;
        if (limit >= 0 && nanoseconds >= limit * 1000 && !spec.Has(CommandFlags.SkipSlowLog))
            context.SlowLog.Add(context, client, request, nanoseconds / 1000);
        if (context.Monitors.Count > 0)
            context.Monitors.Show(client, spec, request);
        return figures;
    }

    private CommandFigures FiguresOf(CommandSpec spec) => _figures[(int)spec.Id] ??= new CommandFigures(spec);

    private void CountError(ReadOnlySpan<byte> reply)
    {
        ErrorReplies++;
        var end = reply.IndexOfAny(" \r"u8);
        if (end <= 1)
            return;
        var code = Encoding.Latin1.GetString(reply[1..end]);
        if (_errors.Count < ErrorCodesMax || _errors.ContainsKey(code))
            _errors[code] = _errors.GetValueOrDefault(code) + 1;
    }
}
