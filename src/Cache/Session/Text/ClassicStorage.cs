using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Cache.Session.Text;

/// <summary>set, add, replace, append, prepend and cas, once their value is here.</summary>
internal static class ClassicStorage
{
    public static void Store(CommandScope scope, TextVerb verb, in StorageCommand command, ReadOnlySpan<byte> value, OutputBuffer output)
    {
        var expiry = scope.ExpiryOf(command.Exptime);
        var status = verb == TextVerb.Cas && (command.Cas == 0 || scope.CasDisabled)
            ? CompareWithNothing(scope, command.Key)
            : StoreInEngine(scope, verb, command, expiry, value);

        if (status is not (StoreStatus.TooLarge or StoreStatus.OutOfMemory))
            scope.Counters.CmdSet++;
        if (verb == TextVerb.Cas)
            scope.CountCas(status);
        scope.Observer?.Mutated(scope.Connection, command.Key, CommandOf(verb), status, expiry, value.Length);
        if (status is StoreStatus.TooLarge or StoreStatus.OutOfMemory)
            scope.Refuse(output, ReplyOf(status), command.NoReply);
        else
            CommandScope.Answer(output, ReplyOf(status), command.NoReply);
    }

    /// <summary>Over the item limit: a set takes the old item with it, so that nobody reads a value older than this one.</summary>
    public static void RefuseTooLarge(CommandScope scope, TextVerb verb, in StorageCommand command, OutputBuffer output)
    {
        scope.Counters.StoreTooLarge++;
        if (verb == TextVerb.Set)
            scope.Remove(command.Key);
        scope.Observer?.Mutated(
            scope.Connection, command.Key, CommandOf(verb), StoreStatus.TooLarge, scope.ExpiryOf(command.Exptime), command.ValueLength);
        scope.Refuse(output, Replies.TooLarge, command.NoReply);
    }

    private static StoreStatus StoreInEngine(
        CommandScope scope, TextVerb verb, in StorageCommand command, Expiry expiry, ReadOnlySpan<byte> value)
    {
        var request = new StoreRequest
        {
            Key = command.Key,
            Hash = scope.Engine.Hash(command.Key),
            Value = value,
            ClientFlags = command.ClientFlags,
            Expiry = expiry,
            Mode = ModeOf(verb),
            CompareCas = command.Cas,
        };
        return scope.Engine.Store(request, out _);
    }

    /// <summary>No item has CAS id 0.</summary>
    private static StoreStatus CompareWithNothing(CommandScope scope, ReadOnlySpan<byte> key) =>
        scope.IsPresent(key) ? StoreStatus.Exists : StoreStatus.NotFound;

    private static StoreMode ModeOf(TextVerb verb) => verb switch
    {
        TextVerb.Add => StoreMode.Add,
        TextVerb.Replace => StoreMode.Replace,
        TextVerb.Append => StoreMode.Append,
        TextVerb.Prepend => StoreMode.Prepend,
        _ => StoreMode.Set,
    };

    private static MutationCommand CommandOf(TextVerb verb) => verb switch
    {
        TextVerb.Add => MutationCommand.Add,
        TextVerb.Replace => MutationCommand.Replace,
        TextVerb.Append => MutationCommand.Append,
        TextVerb.Prepend => MutationCommand.Prepend,
        TextVerb.Cas => MutationCommand.Cas,
        _ => MutationCommand.Set,
    };

    private static ReadOnlySpan<byte> ReplyOf(StoreStatus status) => status switch
    {
        StoreStatus.Stored => Replies.Stored,
        StoreStatus.NotStored => Replies.NotStored,
        StoreStatus.Exists => Replies.Exists,
        StoreStatus.NotFound => Replies.NotFound,
        StoreStatus.TooLarge => Replies.TooLarge,
        _ => Replies.OutOfMemoryStoring,
    };
}
