using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Cache.Session.Text;

/// <summary>get, gets, gat and gats: one key or a million, answered while the line is read.</summary>
internal sealed partial class TextSession
{
    private TextStep Retrieve(in TextLine line, ReadOnlySpan<byte> input, OutputBuffer output)
    {
        var multiget = new Multiget { WithCas = line.Verb is TextVerb.Gets or TextVerb.Gats };
        var keys = line.Arguments;
        if (line.Verb is TextVerb.Gat or TextVerb.Gats && !TakeExptime(ref keys, ref multiget, output))
            return new TextStep(line.WireLength);

        var progress = multiget.Run(_scope, keys, isWholeLine: true, output, out var consumed);
        if (progress != MultigetProgress.OutputFull)
            return new TextStep(line.WireLength);
        _multiget = multiget;
        _mode = Mode.Keys;
        return new TextStep(line.Text.Length - keys.Length + consumed, StepNext.Yield);
    }

    private TextStep ReadKeys(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        var newline = input.IndexOf((byte)'\n');
        var keys = newline switch
        {
            < 0 => input,
            0 => default,
            _ => input[..(input[newline - 1] == '\r' ? newline - 1 : newline)],
        };
        switch (_multiget.Run(_scope, keys, newline >= 0, output, out var consumed))
        {
            case MultigetProgress.OutputFull:
                return new TextStep(consumed, StepNext.Yield);
            case MultigetProgress.NeedInput:
                return new TextStep(consumed, StepNext.NeedInput);
            case MultigetProgress.Failed when newline < 0:
                _mode = Mode.SkipLine;
                return new TextStep(input.Length);
            default:
                _mode = Mode.Commands;
                return new TextStep(newline + 1);
        }
    }

    private bool TakeExptime(ref ReadOnlySpan<byte> keys, ref Multiget multiget, OutputBuffer output)
    {
        keys = keys.TrimStart((byte)' ');
        var length = keys.IndexOf((byte)' ');
        if (length < 0 || keys[length..].TrimStart((byte)' ').IsEmpty)
        {
            _scope.Refuse(output, Replies.BadFormat);
            return false;
        }

        if (!TextNumbers.TryParseStrictInt32(keys[..length], out var exptime))
        {
            _scope.Refuse(output, Replies.InvalidExptime);
            return false;
        }

        keys = keys[length..];
        multiget.Touches = true;
        multiget.TouchTo = _scope.ExpiryOf(exptime);
        return true;
    }
}
