using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Cache.Session.Binary;

/// <summary>Set, add, replace, append, prepend and their quiet forms.</summary>
internal sealed partial class BinarySession
{
    private void Store(in BinaryRequest request, OutputBuffer output)
    {
        var opcode = request.Header.Opcode.Loud();
        var extends = opcode is BinaryOpcode.Append or BinaryOpcode.Prepend;
        var cas = _options.CasDisabled ? 0 : request.Header.Cas;

        // A CAS id turns set, add and replace alike into a compare-and-swap.
        var swaps = cas != 0 && !extends;
        var store = new StoreRequest
        {
            Key = request.Key,
            Hash = _engine.Hash(request.Key),
            Value = request.Value,
            ClientFlags = extends ? 0 : request.ClientFlags,
            Expiry = extends ? Expiry.Never : _engine.Clock.ExpiryOf(request.StoreExpiration),
            Mode = swaps ? StoreMode.Set : ModeOf(opcode),
            CompareCas = cas,
        };
        var status = _engine.Store(store, out var stored);
        Count(status, swaps);
        if (status == StoreStatus.Stored)
            Succeed(request, output, Shown(stored.Cas));
        else
            FailStore(request, output, status);
        context.Observer?.Mutated(connection, request.Key, CommandOf(opcode, swaps), status, store.Expiry, request.Value.Length);
    }

    private void Count(StoreStatus status, bool swaps)
    {
        if (status is StoreStatus.TooLarge or StoreStatus.OutOfMemory)
            return;

        counters.CmdSet++;
        if (!swaps)
            return;
        if (status == StoreStatus.Stored)
            counters.CasHits++;
        else if (status == StoreStatus.Exists)
            counters.CasBadval++;
        else
            counters.CasMisses++;
    }

    private static void FailStore(in BinaryRequest request, OutputBuffer output, StoreStatus status)
    {
        if (status == StoreStatus.OutOfMemory)
        {
            BinaryResponseWriter.Write(output, request.Header, BinaryStatus.OutOfMemory, [], "Out of memory allocating item"u8, 0);
            return;
        }

        Fail(request, output, (status, request.Header.Opcode.Loud()) switch
        {
            (StoreStatus.Exists, _) => BinaryStatus.KeyExists,
            (StoreStatus.TooLarge, _) => BinaryStatus.TooLarge,
            (_, BinaryOpcode.Append or BinaryOpcode.Prepend) => BinaryStatus.NotStored,
            (StoreStatus.NotStored, BinaryOpcode.Add) => BinaryStatus.KeyExists,
            _ => BinaryStatus.KeyNotFound,
        });
    }

    /// <summary>A value that was refused from its announced length. A failed set leaves nothing old behind.</summary>
    private void RefuseValue(in BinaryRequest request, OutputBuffer output)
    {
        var opcode = request.Header.Opcode.Loud();
        if (opcode is BinaryOpcode.SaslAuth or BinaryOpcode.SaslStep)
        {
            Fail(request, output, BinaryStatus.UnknownCommand);
            return;
        }

        Fail(request, output, BinaryStatus.TooLarge);
        if (opcode == BinaryOpcode.Set)
            _engine.Delete(new DeleteRequest { Key = request.Key, Hash = _engine.Hash(request.Key) }, out _);
        context.Observer?.Mutated(
            connection, request.Key, CommandOf(opcode, swaps: false), StoreStatus.TooLarge, Expiry.Never, (int)request.Header.ValueLength);
    }

    private static StoreMode ModeOf(BinaryOpcode loud) => loud switch
    {
        BinaryOpcode.Add => StoreMode.Add,
        BinaryOpcode.Replace => StoreMode.Replace,
        BinaryOpcode.Append => StoreMode.Append,
        BinaryOpcode.Prepend => StoreMode.Prepend,
        _ => StoreMode.Set,
    };

    private static MutationCommand CommandOf(BinaryOpcode loud, bool swaps) => swaps ? MutationCommand.Cas : loud switch
    {
        BinaryOpcode.Add => MutationCommand.Add,
        BinaryOpcode.Replace => MutationCommand.Replace,
        BinaryOpcode.Append => MutationCommand.Append,
        BinaryOpcode.Prepend => MutationCommand.Prepend,
        _ => MutationCommand.Set,
    };
}
