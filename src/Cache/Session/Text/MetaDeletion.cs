using System.Runtime.CompilerServices;
using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Cache.Session.Text;

/// <summary>md: removes an item, or marks it stale (I), or empties it (x).</summary>
internal static class MetaDeletion
{
    [SkipLocalsInit]
    public static void Delete(CommandScope scope, in TextLine line, OutputBuffer output)
    {
        Span<byte> keyScratch = stackalloc byte[TextLimits.KeyBytesMax];
        var error = MetaParser.Parse(line, keyScratch, out var command);
        if (error != MetaError.None)
        {
            scope.Refuse(output, Replies.Of(error));
            return;
        }

        var status = Execute(scope, command);
        Count(scope.Counters, command, status);
        scope.Observer?.Deleted(scope.Connection, command.Key, DeletionCommand.MetaDelete, status);
        if (status == DeleteStatus.Deleted && command.Has(MetaFlags.Quiet))
            return;
        MetaReply.Write(output, status switch { DeleteStatus.Deleted => "HD"u8, DeleteStatus.Exists => "EX"u8, _ => "NF"u8 }, command);
    }

    private static DeleteStatus Execute(CommandScope scope, in MetaCommand command)
    {
        // No item has CAS id 0, and with -C none has any.
        if (command.Has(MetaFlags.CompareCas) && (command.CompareCas == 0 || scope.CasDisabled))
            return scope.IsPresent(command.Key) ? DeleteStatus.Exists : DeleteStatus.NotFound;

        var request = new DeleteRequest
        {
            Key = command.Key,
            Hash = scope.Engine.Hash(command.Key),
            CompareCas = command.CompareCas,
            NewCas = command.NewCas,
            MarkStale = command.Has(MetaFlags.Invalidate),
            Touch = command.Has(MetaFlags.Touch),
            TouchTo = scope.ExpiryOf(command.TouchExptime),
            DropValue = command.Has(MetaFlags.DropValue),
        };
        return scope.Engine.Delete(request, out _);
    }

    private static void Count(CommandCounters counters, in MetaCommand command, DeleteStatus status)
    {
        if (status != DeleteStatus.Deleted)
            counters.DeleteMisses++;
        else if (!command.Has(MetaFlags.Invalidate))
            counters.DeleteHits++;
    }
}
