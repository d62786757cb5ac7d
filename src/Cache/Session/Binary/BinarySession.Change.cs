using System.Buffers.Binary;
using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Cache.Session.Binary;

/// <summary>Delete, increment, decrement and their quiet forms.</summary>
internal sealed partial class BinarySession
{
    /// <summary>Expiry of an increment or decrement that must not create the item.</summary>
    private const uint DoNotCreate = 0xffffffff;

    private void Delete(in BinaryRequest request, OutputBuffer output)
    {
        var delete = new DeleteRequest { Key = request.Key, Hash = _engine.Hash(request.Key), CompareCas = request.Header.Cas };
        var status = _engine.Delete(delete, out _);
        switch (status)
        {
            case DeleteStatus.Deleted:
                counters.DeleteHits++;
                Succeed(request, output);
                break;
            case DeleteStatus.Exists:
                Fail(request, output, BinaryStatus.KeyExists);
                break;
            default:
                counters.DeleteMisses++;
                Fail(request, output, BinaryStatus.KeyNotFound);
                break;
        }

        context.Observer?.Deleted(connection, request.Key, DeletionCommand.Delete, status);
    }

    private void Delta(in BinaryRequest request, OutputBuffer output)
    {
        var delta = new DeltaRequest
        {
            Key = request.Key,
            Hash = _engine.Hash(request.Key),
            Decrement = request.Header.Opcode.Loud() == BinaryOpcode.Decrement,
            Amount = request.Delta,
            CompareCas = request.Header.Cas,
            Vivify = request.DeltaExpiration != DoNotCreate,
            Initial = request.Initial,
            VivifyTo = _engine.Clock.ExpiryOf(request.DeltaExpiration),
        };
        var status = _engine.Delta(delta, out var value, out var info);
        Count(status, delta.Decrement);
        switch (status)
        {
            case DeltaStatus.Ok or DeltaStatus.Vivified:
                WriteNumber(request, output, value, Shown(info.Cas));
                break;
            case DeltaStatus.OutOfMemory:
                BinaryResponseWriter.Write(output, request.Header, BinaryStatus.OutOfMemory, [], "Out of memory incrementing value"u8, 0);
                break;
            default:
                Fail(request, output, StatusOf(status));
                break;
        }
    }

    /// <summary>An item made by the command counts neither as hit nor as miss.</summary>
    private void Count(DeltaStatus status, bool decrement)
    {
        switch (status)
        {
            case DeltaStatus.Ok when decrement:
                counters.DecrHits++;
                break;
            case DeltaStatus.Ok:
                counters.IncrHits++;
                break;
            case DeltaStatus.NotFound when decrement:
                counters.DecrMisses++;
                break;
            case DeltaStatus.NotFound:
                counters.IncrMisses++;
                break;
            default:
                break;
        }
    }

    private static BinaryStatus StatusOf(DeltaStatus failure) => failure switch
    {
        DeltaStatus.NonNumeric => BinaryStatus.NonNumeric,
        DeltaStatus.Exists => BinaryStatus.KeyExists,
        _ => BinaryStatus.KeyNotFound,
    };

    private static void WriteNumber(in BinaryRequest request, OutputBuffer output, ulong value, ulong cas)
    {
        if (request.Header.Opcode.IsQuiet())
            return;
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(number, value);
        BinaryResponseWriter.Write(output, request.Header, BinaryStatus.Success, [], number, cas);
    }
}
