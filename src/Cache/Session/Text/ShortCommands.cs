using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Cache.Session.Text;

/// <summary>delete, touch and flush_all.</summary>
internal static class ShortCommands
{
    /// <summary>Key, the old clients' time and noreply; libmemcached's conformance tool demands an error for more.</summary>
    private const int DeleteArgumentsMax = 3;

    public static void Delete(CommandScope scope, in TextLine line, OutputBuffer output)
    {
        var tokens = new LineTokens(line.Arguments);
        if (tokens.Count is < 1 or > DeleteArgumentsMax || tokens[0].Length > TextLimits.KeyBytesMax)
        {
            scope.Refuse(output, Replies.BadFormat, tokens.NoReply);
            return;
        }

        var key = tokens[0];
        var request = new DeleteRequest { Key = key, Hash = scope.Engine.Hash(key) };
        var status = scope.Engine.Delete(request, out _);
        if (status == DeleteStatus.Deleted)
            scope.Counters.DeleteHits++;
        else
            scope.Counters.DeleteMisses++;
        scope.Observer?.Deleted(scope.Connection, key, DeletionCommand.Delete, status);
        CommandScope.Answer(output, status == DeleteStatus.Deleted ? Replies.Deleted : Replies.NotFound, tokens.NoReply);
    }

    public static void Touch(CommandScope scope, in TextLine line, OutputBuffer output)
    {
        var tokens = new LineTokens(line.Arguments);
        if (tokens.Count < 2)
        {
            scope.Refuse(output, Replies.BadFormat);
            return;
        }

        var key = tokens[0];
        var noReply = tokens.NoReply;
        if (key.Length > TextLimits.KeyBytesMax)
        {
            scope.Refuse(output, Replies.BadFormat, noReply);
            return;
        }

        if (!TextNumbers.TryParseInt32(tokens[1], out var exptime))
        {
            scope.Refuse(output, Replies.InvalidExptime, noReply);
            return;
        }

        var hit = scope.Touch(key, scope.ExpiryOf(exptime), noBump: false);
        scope.CountTouch(hit);
        scope.Observer?.Fetched(scope.Connection, key, hit ? FetchOutcome.Found : FetchOutcome.NotFound, 0);
        CommandScope.Answer(output, hit ? Replies.Touched : Replies.NotFound, noReply);
    }

    /// <summary>flush_all [delay] [noreply]; the delay follows the rule of expiry, and nothing or a negative one means now.</summary>
    public static void FlushAll(CommandScope scope, in TextLine line, OutputBuffer output)
    {
        var tokens = new LineTokens(line.Arguments);
        var noReply = tokens.NoReply;
        scope.Counters.CmdFlush++;
        if (scope.Context.Options.FlushDisabled)
        {
            scope.Refuse(output, Replies.FlushNotAllowed, noReply);
            return;
        }

        var delay = 0;
        if (tokens.Count > (noReply ? 1 : 0) && !TextNumbers.TryParseStrictInt32(tokens[0], out delay))
        {
            scope.Refuse(output, Replies.InvalidExptime, noReply);
            return;
        }

        var clock = scope.Engine.Clock;
        scope.Engine.FlushAll(delay > 0 ? clock.ExpiryOf(delay).EngineSecond : clock.Now);
        CommandScope.Answer(output, Replies.Ok, noReply);
    }
}
