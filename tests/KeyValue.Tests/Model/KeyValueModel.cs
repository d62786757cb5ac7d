using System.Globalization;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Tests.Model;

/// <summary>What Redis promises, written as plainly as possible: a dictionary and a clock.</summary>
internal sealed partial class KeyValueModel(long nowMs, RespVersion version)
{
    /// <summary>Two ticks of the server: what has expired is forgotten for good within so long.</summary>
    private const int ForgottenWithinMs = 200;
    private const string NotInteger = "ERR value is not an integer or out of range";
    private const string Overflow = "ERR increment or decrement would overflow";
    private const string SyntaxError = "ERR syntax error";
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private List<Command>? _queue;
    private bool _queueIsSpoilt;
    private long _nowMs = nowMs;
    private long _startedMs = nowMs;

    /// <summary>Null = nothing is answered.</summary>
    public Reply? Run(Command command)
    {
        switch (command)
        {
            case Advance advance:
                _nowMs += advance.Ms;
                return null;
            case Restart:
                _queue = null;
                _startedMs = _nowMs;
                return null;
            case TakeSnapshot:
                return null;
            case var _ when Malformation(command) is { } error:
                _queueIsSpoilt = true;
                return Reply.Error(error);
            case Multi:
                return Begin();
            case Exec:
                return End();
            case Discard when _queue is null:
                return Reply.Error("ERR DISCARD without MULTI");
            case Discard:
                _queue = null;
                return Reply.Ok;
            case var _ when _queue is not null:
                _queue.Add(command);
                return Reply.Queued;
            default:
                return Execute(command);
        }
    }

    /// <summary>What is seen without executing it: then it is not queued either.</summary>
    private static string? Malformation(Command command) => command switch
    {
        Malformed malformed => malformed.Error,
        HSet { Pairs.Length: < 2 } => WrongArity("hset").Message,
        MSet { Pairs.Length: < 2 } => WrongArity("mset").Message,
        MSetNx { Pairs.Length: < 2 } => WrongArity("msetnx").Message,
        _ => null,
    };

    private Reply Begin()
    {
        if (_queue is not null)
            return Reply.Error("ERR MULTI calls can not be nested");
        (_queue, _queueIsSpoilt) = ([], false);
        return Reply.Ok;
    }

    private Reply End()
    {
        if (_queue is not { } commands)
            return Reply.Error("ERR EXEC without MULTI");
        _queue = null;
        return _queueIsSpoilt
            ? Reply.Error("EXECABORT Transaction discarded because of previous errors.")
            : new Many([.. commands.Select(Execute)]);
    }

    private Reply Execute(Command command)
    {
        try
        {
            return OnString(command) ?? OnBits(command) ?? OnKeys(command) ?? OnHash(command)
                ?? throw new ArgumentException($"The model does not know {command}.", nameof(command));
        }
        catch (RefusedException refused)
        {
            return Reply.Error(refused.Message);
        }
    }

    private Entry? Find(string key) => _entries.TryGetValue(key, out var entry) && entry.IsLiveAt(_nowMs) ? entry : null;

    private Reply DatabaseSize()
    {
        var forgottenMs = _nowMs - _startedMs < ForgottenWithinMs ? 0 : _nowMs - ForgottenWithinMs;
        return new Within(
            _entries.Values.Count(entry => entry.IsLiveAt(_nowMs)), _entries.Values.Count(entry => entry.IsLiveAt(forgottenMs)));
    }

    private static long Integer(string text, string error = NotInteger) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        && value.ToString(CultureInfo.InvariantCulture) == text
            ? value
            : throw new RefusedException(error);

    /// <summary>Both included, negative ones counted from the end. Null = nothing lies between them.</summary>
    private static (long First, long Last)? Between(long first, long last, long length)
    {
        if (first < 0 && last < 0 && first > last)
            return null;
        first = Math.Max(0, first < 0 ? first + length : first);
        last = Math.Min(length - 1, Math.Max(0, last < 0 ? last + length : last));
        return first <= last ? (first, last) : null;
    }
}
