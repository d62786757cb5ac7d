using FromScratch.Cache.Admin;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;
using FromScratch.Transport;

namespace FromScratch.Cache.Session.Text;

/// <summary>
/// One conversation in memcached's text protocol, classic and meta. This file keeps the turn: one step per request, and the modes in which
/// input is not a request; the commands are in the classes beside it.
/// </summary>
internal sealed partial class TextSession(CacheContext context, IConnection connection, CommandCounters counters) : IProtocolSession
{
    private readonly CommandScope _scope = new(context, connection, counters);
    private readonly int _requestsPerWakeMax = Math.Max(1, context.Options.RequestsPerWakeMax);
    private Mode _mode;

    /// <summary>Bytes of a refused value that are still to come.</summary>
    private long _bytesToSkip;
    private Multiget _multiget;
    private IResumableReply? _reply;
    private IWatcher? _watcher;
    private bool _yielded;

    private enum Mode : byte
    {
        Commands,

        /// <summary>A value of which nothing is wanted.</summary>
        SkipValue,

        /// <summary>The rest of a line that was already answered.</summary>
        SkipLine,

        /// <summary>A line too long to wait for that can only become an error.</summary>
        SkipLineThenError,

        /// <summary>Keys of a get whose line is not at its end.</summary>
        Keys,

        /// <summary>A reply that is longer than one turn.</summary>
        Reply,

        /// <summary>The connection only receives log lines.</summary>
        Watching,
    }

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        _yielded = false;
        var consumed = 0;
        for (var requests = 0; ; requests++)
        {
            var rest = input[consumed..];
            TextStep step;
            if (_mode != Mode.Commands)
                step = Continue(rest, output);
            else if (rest.IsEmpty)
                return new SessionResult(consumed, SessionNext.NeedInput);
            else if (requests >= _requestsPerWakeMax || output.IsOverSoftLimit)
                step = new TextStep(0, StepNext.Yield);
            else
                step = ReadCommand(rest, output);

            consumed += step.Consumed;
            if (step.Next != StepNext.Go)
                return Result(consumed, input.Length, step);
        }
    }

    public SessionNext Wake(OutputBuffer output)
    {
        _watcher?.Drain(output);
        return _yielded ? SessionNext.Yield : SessionNext.NeedInput;
    }

    public void Closed(CloseReason reason)
    {
        _watcher?.Closed();
        _watcher = null;
        _reply = null;
    }

    private SessionResult Result(int consumed, int inputLength, TextStep step)
    {
        _yielded = step.Next == StepNext.Yield;
        return step.Next switch
        {
            StepNext.Yield => new SessionResult(consumed, SessionNext.Yield),
            StepNext.Close => new SessionResult(inputLength, SessionNext.Close),
            _ => new SessionResult(consumed, SessionNext.NeedInput, step.BytesWanted),
        };
    }

    private TextStep ReadCommand(ReadOnlySpan<byte> input, OutputBuffer output) => TextLine.Read(input, out var line) switch
    {
        DecodeStatus.Done => Execute(line, input, output),
        DecodeStatus.NeedMore when input.Length > TextLimits.UnfinishedLineBytesMax => StartOfLongLine(input),
        DecodeStatus.NeedMore => new TextStep(0, StepNext.NeedInput),
        _ => new TextStep(0, StepNext.Close),
    };

    /// <summary>
    /// A multiget so long that its keys are answered before its end is here. With spaces before the verb it is no command at all.
    /// </summary>
    private TextStep StartOfLongLine(ReadOnlySpan<byte> input)
    {
        if (input[0] == ' ')
        {
            _mode = Mode.SkipLineThenError;
            return default;
        }

        var withCas = input[3] == 's';
        _multiget = new Multiget { WithCas = withCas };
        _mode = Mode.Keys;
        return new TextStep(withCas ? 5 : 4);
    }

    private TextStep Continue(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        switch (_mode)
        {
            case Mode.SkipValue:
                return SkipValue(input);
            case Mode.SkipLine or Mode.SkipLineThenError:
                return SkipLine(input, output);
            case Mode.Keys:
                return ReadKeys(input, output);
            case Mode.Reply:
                return WriteReply(output);
            default:
                return new TextStep(input.Length, StepNext.NeedInput);
        }
    }

    private TextStep SkipValue(ReadOnlySpan<byte> input)
    {
        var skipped = (int)Math.Min(_bytesToSkip, input.Length);
        _bytesToSkip -= skipped;
        if (_bytesToSkip > 0)
            return new TextStep(skipped, StepNext.NeedInput);
        _mode = Mode.Commands;
        return new TextStep(skipped);
    }

    private TextStep SkipLine(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        var newline = input.IndexOf((byte)'\n');
        if (newline < 0)
            return new TextStep(input.Length, StepNext.NeedInput);
        if (_mode == Mode.SkipLineThenError)
            _scope.Refuse(output, Replies.Error);
        _mode = Mode.Commands;
        return new TextStep(newline + 1);
    }

    private TextStep WriteReply(OutputBuffer output)
    {
        if (output.IsOverSoftLimit || !_reply!.WriteMore(output))
            return new TextStep(0, StepNext.Yield);
        _reply = null;
        _mode = Mode.Commands;
        return default;
    }

    private TextStep Swallow(int consumed, int valueLength)
    {
        _bytesToSkip = (long)valueLength + 2;
        _mode = Mode.SkipValue;
        return new TextStep(consumed);
    }
}
