using System.Buffers.Text;
using FromScratch.Cache.Engine.Items;

namespace FromScratch.Cache.Engine.Partitions;

/// <content>Increment and decrement.</content>
internal sealed unsafe partial class Partition
{
    private const int DigitsMax = 20;

    public DeltaStatus Delta(in DeltaRequest request, uint now, out ulong value, out ItemInfo info)
    {
        Enter(now);
        try
        {
            value = 0;
            info = default;
            Prepare();
            var handle = FindLive(request.Key, request.Hash);
            if (handle == 0)
                return request.Vivify ? VivifyNumber(request, out value, out info) : DeltaStatus.NotFound;
            var item = At(handle);
            var length = Item.ValueLengthOf(item);
            if (length is 0 or > DigitsMax)
                return DeltaStatus.NonNumeric;
            if (request.CompareCas != 0 && request.CompareCas != Item.CasOf(item))
            {
                info = InfoOf(item);
                return DeltaStatus.Exists;
            }

            if (!DecimalText.TryParse(new ReadOnlySpan<byte>(Item.InlineValueOf(item), length), out var number))
                return DeltaStatus.NonNumeric;
            value = request.Decrement
                ? number - Math.Min(number, request.Amount)
                : unchecked(number + request.Amount);
            return WriteNumber(request, handle, value, out info);
        }
        finally
        {
            _lock.Exit();
        }
    }

    private DeltaStatus WriteNumber(in DeltaRequest request, uint handle, ulong value, out ItemInfo info)
    {
        var item = At(handle);
        Span<byte> digits = stackalloc byte[DigitsMax];
        Utf8Formatter.TryFormat(value, digits, out var length);
        var expiry = request.Touch ? request.TouchTo.EngineSecond : ExpirySecondOf(item);
        var cas = CasOr(request.NewCas);
        var stored = new Span<byte>(Item.InlineValueOf(item), item->InlineLength);
        if (length > stored.Length)
        {
            handle = Regrow(request, handle, digits[..length], expiry, cas);
            if (handle == 0)
            {
                info = default;
                return DeltaStatus.OutOfMemory;
            }
        }
        else
        {
            digits[..length].CopyTo(stored);
            stored[length..].Fill((byte)' ');
            handle = Reshape(handle, request.Hash, expiry, cas);
            item = At(handle);
            _policy.OnHit(handle, item, request.Hash);
            item->LastAccess = _now;
        }

        info = InfoOf(At(handle));
        return DeltaStatus.Ok;
    }

    /// <summary>The number has become longer: the item is stored anew. 0 = no memory, and the old one is back.</summary>
    private uint Regrow(in DeltaRequest request, uint handle, ReadOnlySpan<byte> digits, uint expiry, ulong cas)
    {
        var item = At(handle);
        Span<byte> number = stackalloc byte[DigitsMax];
        number = number[..item->InlineLength];
        CopyValue(item, number);
        var restored = DraftLike(item, request.Key, request.Hash, number);
        var draft = restored;
        draft.Value = digits;
        draft.ExpirySecond = expiry;
        draft.Cas = cas;
        draft.LastAccess = _now;
        draft.Kept = item->Bits & ItemBits.PolicyMask;
        handle = Overwrite(handle, draft);
        if (handle == 0)
        {
            _counters.StoreOutOfMemory++;
            Place(restored, isNew: false);
        }

        return handle;
    }

    private DeltaStatus VivifyNumber(in DeltaRequest request, out ulong value, out ItemInfo info)
    {
        value = request.Initial;
        Span<byte> digits = stackalloc byte[DigitsMax];
        Utf8Formatter.TryFormat(value, digits, out var length);
        var draft = new ItemDraft
        {
            Key = request.Key,
            Hash = request.Hash,
            Value = digits[..length],
            ExpirySecond = request.VivifyTo.EngineSecond,
            Cas = CasOr(request.NewCas),
            LastAccess = _now,
        };
        return Finish(Place(draft, isNew: true), out info) == StoreStatus.Stored ? DeltaStatus.Vivified : DeltaStatus.OutOfMemory;
    }
}
