using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Cache.Session.Text;

/// <summary>ms, once its value is here.</summary>
internal static class MetaStorage
{
    public static bool TryGetMode(in MetaCommand command, out StoreMode mode)
    {
        mode = command.Mode switch
        {
            (byte)'E' => StoreMode.Add,
            (byte)'A' => StoreMode.Append,
            (byte)'P' => StoreMode.Prepend,
            (byte)'R' => StoreMode.Replace,
            _ => StoreMode.Set,
        };
        return command.Mode is 0 or (byte)'S' || mode != StoreMode.Set;
    }

    public static void Store(CommandScope scope, in MetaCommand command, StoreMode mode, ReadOnlySpan<byte> value, OutputBuffer output)
    {
        var isCas = IsCas(command, mode);
        var expiry = ExpiryOf(scope, command, mode);
        var info = default(ItemInfo);
        StoreStatus status;
        if (isCas && (command.CompareCas == 0 || scope.CasDisabled))
            status = scope.IsPresent(command.Key) ? StoreStatus.Exists : StoreStatus.NotFound;
        else
            status = StoreInEngine(scope, command, mode, expiry, value, out info);

        if (status is not (StoreStatus.TooLarge or StoreStatus.OutOfMemory))
            scope.Counters.CmdSet++;
        if (isCas)
            scope.CountCas(status);
        scope.Observer?.Mutated(scope.Connection, command.Key, CommandOf(command, mode), status, expiry, value.Length);
        if (status is StoreStatus.TooLarge or StoreStatus.OutOfMemory)
            scope.Refuse(output, status == StoreStatus.TooLarge ? Replies.TooLarge : Replies.OutOfMemoryStoring);
        else if (status != StoreStatus.Stored || !command.Has(MetaFlags.Quiet))
            Answer(scope, command, status, info, value.Length, output);
    }

    public static void RefuseTooLarge(CommandScope scope, in MetaCommand command, StoreMode mode, OutputBuffer output)
    {
        scope.Counters.StoreTooLarge++;
        scope.Remove(command.Key);
        scope.Observer?.Mutated(
            scope.Connection, command.Key, CommandOf(command, mode), StoreStatus.TooLarge,
            ExpiryOf(scope, command, mode), command.ValueLength);
        scope.Refuse(output, Replies.TooLarge);
    }

    private static StoreStatus StoreInEngine(
        CommandScope scope, in MetaCommand command, StoreMode mode, Expiry expiry, ReadOnlySpan<byte> value, out ItemInfo info)
    {
        var isCas = IsCas(command, mode);
        var request = new StoreRequest
        {
            Key = command.Key,
            Hash = scope.Engine.Hash(command.Key),
            Value = value,
            ClientFlags = command.ClientFlags,
            Expiry = expiry,
            Mode = isCas ? StoreMode.Set : mode,
            CompareCas = mode == StoreMode.Add ? 0 : command.CompareCas,
            NewCas = command.NewCas,
            StaleIfCasLower = isCas && command.Has(MetaFlags.Invalidate),
            Vivify = command.Has(MetaFlags.Vivify) && IsConcatenation(mode),
        };
        return scope.Engine.Store(request, out info);
    }

    /// <summary>
    /// A condition on the CAS id turns set and replace into the cas command; append and prepend have their own check, add none.
    /// </summary>
    private static bool IsCas(in MetaCommand command, StoreMode mode) =>
        command.Has(MetaFlags.CompareCas) && mode is StoreMode.Set or StoreMode.Replace;

    private static bool IsConcatenation(StoreMode mode) => mode is StoreMode.Append or StoreMode.Prepend;

    private static Expiry ExpiryOf(CommandScope scope, in MetaCommand command, StoreMode mode) =>
        scope.ExpiryOf(IsConcatenation(mode) && command.Has(MetaFlags.Vivify) ? command.VivifyExptime : command.TouchExptime);

    private static MutationCommand CommandOf(in MetaCommand command, StoreMode mode) => mode switch
    {
        StoreMode.Add => MutationCommand.Add,
        StoreMode.Append => MutationCommand.Append,
        StoreMode.Prepend => MutationCommand.Prepend,
        _ when IsCas(command, mode) => MutationCommand.Cas,
        StoreMode.Replace => MutationCommand.Replace,
        _ => MutationCommand.Set,
    };

    private static void Answer(
        CommandScope scope, in MetaCommand command, StoreStatus status, in ItemInfo info, int valueLength, OutputBuffer output)
    {
        var isStored = status == StoreStatus.Stored;
        var writer = new ReplyWriter(output.GetSpan(MetaReply.LineBytesMax));
        writer.Bytes(status switch
        {
            StoreStatus.Stored => "HD"u8,
            StoreStatus.Exists => "EX"u8,
            StoreStatus.NotFound => "NF"u8,
            _ => "NS"u8,
        });
        foreach (var flag in command.Flags)
        {
            switch (flag[0])
            {
                case (byte)'c':
                    writer.Flag((byte)'c');
                    writer.Number(isStored && !scope.CasDisabled ? info.Cas : 0);
                    break;
                case (byte)'s':
                    writer.Flag((byte)'s');
                    writer.Number((ulong)(isStored ? info.ValueLength : valueLength));
                    break;
                default:
                    MetaReply.Echo(ref writer, flag, command);
                    break;
            }
        }

        writer.LineEnd();
        output.Advance(writer.Written);
    }
}
