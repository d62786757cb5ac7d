using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Cache.Session.Text;

/// <summary>Commands that a value follows: executed when all of it is here, refused before any of it is.</summary>
internal sealed partial class TextSession
{
    private const int TerminatorBytes = 2;

    private TextStep StoreClassic(in TextLine line, ReadOnlySpan<byte> input, OutputBuffer output)
    {
        switch (StorageCommand.Parse(line, out var command))
        {
            case StorageParse.Malformed:
                _scope.Refuse(output, Replies.BadFormat);
                return new TextStep(line.WireLength);
            case StorageParse.Refused:
                _scope.Refuse(output, Replies.BadFormat, command.NoReply);
                return Swallow(line.WireLength, command.ValueLength);
        }

        if (!_scope.FitsItemLimit(command.Key.Length, command.ClientFlags, command.ValueLength))
        {
            ClassicStorage.RefuseTooLarge(_scope, line.Verb, command, output);
            return Swallow(line.WireLength, command.ValueLength);
        }

        var total = line.WireLength + command.ValueLength + TerminatorBytes;
        if (input.Length < total)
            return new TextStep(0, StepNext.NeedInput, total);
        var value = input.Slice(line.WireLength, command.ValueLength);
        if (IsTerminated(input[..total]))
            ClassicStorage.Store(_scope, line.Verb, command, value, output);
        else
            RefuseChunk(output, command.NoReply);
        return new TextStep(total);
    }

    private TextStep StoreMeta(in TextLine line, ReadOnlySpan<byte> input, OutputBuffer output)
    {
        Span<byte> keyScratch = stackalloc byte[TextLimits.KeyBytesMax];
        var error = MetaParser.ParseSet(line, keyScratch, out var command, out var swallow);
        if (error == MetaError.None)
        {
            if (!MetaStorage.TryGetMode(command, out var mode))
            {
                _scope.Refuse(output, Replies.InvalidSetMode);
                return Swallow(line.WireLength, command.ValueLength);
            }

            if (!_scope.FitsItemLimit(command.Key.Length, command.ClientFlags, command.ValueLength))
            {
                MetaStorage.RefuseTooLarge(_scope, command, mode, output);
                return Swallow(line.WireLength, command.ValueLength);
            }

            var total = line.WireLength + command.ValueLength + TerminatorBytes;
            if (input.Length < total)
                return new TextStep(0, StepNext.NeedInput, total);
            var value = input.Slice(line.WireLength, command.ValueLength);
            if (IsTerminated(input[..total]))
                MetaStorage.Store(_scope, command, mode, value, output);
            else
                RefuseChunk(output, noReply: false);
            return new TextStep(total);
        }

        _scope.Refuse(output, Replies.Of(error));
        return swallow ? Swallow(line.WireLength, command.ValueLength) : new TextStep(line.WireLength);
    }

    /// <summary>Announced bytes and two more are gone; what follows them is read as commands. The item that was there stays.</summary>
    private void RefuseChunk(OutputBuffer output, bool noReply)
    {
        _scope.Counters.CmdSet++;
        _scope.Refuse(output, Replies.BadDataChunk, noReply);
    }

    private static bool IsTerminated(ReadOnlySpan<byte> request) => request[^2] == '\r' && request[^1] == '\n';
}
