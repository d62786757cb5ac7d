using System.Text;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Cache.Session.Text;

/// <summary>From a command line to the class that executes it.</summary>
internal sealed partial class TextSession
{
    private TextStep Execute(in TextLine line, ReadOnlySpan<byte> input, OutputBuffer output)
    {
        switch (line.Verb)
        {
            case TextVerb.Get or TextVerb.Gets or TextVerb.Gat or TextVerb.Gats:
                return Retrieve(line, input, output);
            case >= TextVerb.Set and <= TextVerb.Cas:
                return StoreClassic(line, input, output);
            case TextVerb.MetaSet:
                return StoreMeta(line, input, output);
            case TextVerb.Quit:
                return new TextStep(0, StepNext.Close);
            case TextVerb.Stats or TextVerb.Watch:
                return Administer(line, output);
            case TextVerb.Unknown:
                return ExecuteLate(line.SkipLeadingSpaces(), output);
            case TextVerb.FlushAll or >= TextVerb.Verbosity:
                return ExecuteLate(line, output);
            default:
                ExecuteShort(line, output);
                return new TextStep(line.WireLength);
        }
    }

    /// <summary>The commands that are one line and answer at once.</summary>
    private void ExecuteShort(in TextLine line, OutputBuffer output)
    {
        switch (line.Verb)
        {
            case TextVerb.MetaGet:
                MetaRetrieval.Get(_scope, line, output);
                break;
            case TextVerb.MetaDelete:
                MetaDeletion.Delete(_scope, line, output);
                break;
            case TextVerb.MetaArithmetic:
                MetaArithmetic.Execute(_scope, line, output);
                break;
            case TextVerb.MetaDebug:
                MetaRetrieval.Debug(_scope, line, output);
                break;
            case TextVerb.MetaNoop:
                output.Write(Replies.MetaNoop);
                break;
            case TextVerb.Delete:
                ShortCommands.Delete(_scope, line, output);
                break;
            case TextVerb.Touch:
                ShortCommands.Touch(_scope, line, output);
                break;
            case TextVerb.Incr or TextVerb.Decr:
                Arithmetic.Execute(_scope, line, output);
                break;
            case TextVerb.Version:
                output.Write("VERSION "u8);
                output.Advance(Encoding.ASCII.GetBytes(CacheContext.Version, output.GetSpan(CacheContext.Version.Length)));
                output.Write("\r\n"u8);
                break;
            default:
                _scope.Refuse(output, Replies.BadFormat);
                break;
        }
    }

    private TextStep ExecuteLate(in TextLine line, OutputBuffer output)
    {
        if (line.Verb == TextVerb.FlushAll)
        {
            ShortCommands.FlushAll(_scope, line, output);
            return new TextStep(line.WireLength);
        }

        if (TextVerbs.IsLateCommand(line.Verb))
            return Administer(line, output);
        if (IsHttpRequest(line))
            return new TextStep(0, StepNext.Close);
        _scope.Refuse(output, Replies.Error, new LineTokens(line.Arguments).NoReply);
        return new TextStep(line.WireLength);
    }

    private TextStep Administer(in TextLine line, OutputBuffer output)
    {
        var result = _scope.Context.Admin.Execute(line.Text, _scope.Connection, output);
        if (result.Watcher is { } watcher)
        {
            _watcher = watcher;
            _mode = Mode.Watching;
        }
        else if (result.Reply is { } reply)
        {
            _reply = reply;
            _mode = Mode.Reply;
        }

        return new TextStep(line.WireLength, result.Close ? StepNext.Close : StepNext.Go);
    }

    /// <summary>A web browser, or a page that makes one post to us: its connection is closed without an answer.</summary>
    private static bool IsHttpRequest(in TextLine line)
    {
        var tokens = new LineTokens(line.Arguments);
        return tokens.Count > 0 && tokens[tokens.Count - 1].StartsWith("HTTP/"u8);
    }
}
