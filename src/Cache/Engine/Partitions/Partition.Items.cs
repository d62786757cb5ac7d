using FromScratch.Cache.Engine.Items;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Partitions;

/// <content>Items in memory: making, filling, chaining and freeing them.</content>
internal sealed unsafe partial class Partition
{
    private const int WholePagePayload = PageMemory.PageBytes - SlotPage.HeaderBytes - Chunk.HeaderBytes;

    private static int PiecePayload => SizeClasses.SlotBytesMax - Chunk.HeaderBytes;

    /// <summary>Copies a value, wherever its pieces lie.</summary>
    public void CopyValue(Item* item, Span<byte> destination)
    {
        new ReadOnlySpan<byte>(Item.InlineValueOf(item), item->InlineLength).CopyTo(destination);
        if (!item->Has(ItemBits.IsChained))
            return;
        destination = destination[item->InlineLength..];
        for (var handle = Item.ChainOf(item)->FirstChunk; handle != 0;)
        {
            var chunk = ChunkAt(handle);
            new ReadOnlySpan<byte>((byte*)chunk + Chunk.HeaderBytes, chunk->Length).CopyTo(destination);
            destination = destination[chunk->Length..];
            handle = chunk->Next;
        }
    }

    /// <summary>Bytes of the budget that an item's slots and pages take.</summary>
    public int BudgetBytesOf(Item* item)
    {
        var bytes = SizeClasses.Of(SizeClasses.For(Item.BytesInSlot(item))).SlotBytes;
        if (!item->Has(ItemBits.IsChained))
            return bytes;
        for (var handle = Item.ChainOf(item)->FirstChunk; handle != 0; handle = ChunkAt(handle)->Next)
        {
            bytes += ChunkAt(handle)->IsWholePage != 0
                ? PageMemory.PageBytes
                : SizeClasses.Of(SizeClasses.For(ChunkAt(handle)->Length + Chunk.HeaderBytes)).SlotBytes;
        }

        return bytes;
    }

    public uint Now => _now;

    private Chunk* ChunkAt(uint handle) => (Chunk*)_memory.At(handle);

    /// <summary>Makes an item from a draft and puts it into index, wheel and lists; 0 = out of memory, and nothing has been made.</summary>
    private uint Place(scoped in ItemDraft draft, bool isNew)
    {
        var handle = Create(draft);
        if (handle == 0)
            return 0;
        var item = At(handle);
        if (!_index.TryInsert(draft.Hash, handle))
        {
            FreeItem(handle, item);
            return 0;
        }

        if (item->Has(ItemBits.HasExpiry))
            _wheel.Add(handle, item);
        if (isNew)
        {
            _policy.OnInsert(handle, item, draft.Hash);
        }
        else
        {
            _policy.PutBack(handle, item);
            _policy.OnOverwrite(handle, item, draft.Hash);
        }

        return handle;
    }

    private uint Create(scoped in ItemDraft draft)
    {
        var bits = draft.LayoutBits | draft.Kept;
        var valueLength = draft.ValueLength;
        var head = Item.HeaderBytes + Item.ExtrasOf(bits) + draft.Key.Length;
        if (head + valueLength <= SizeClasses.SlotBytesMax)
        {
            var handle = TakeSlot(SizeClasses.For(head + valueLength));
            if (handle != 0)
                Write(At(handle), draft, bits, valueLength);
            return handle;
        }

        return CreateChained(draft, bits | ItemBits.IsChained, head + sizeof(ChainBlock));
    }

    private uint CreateChained(scoped in ItemDraft draft, ItemBits bits, int head)
    {
        var inline = SizeClasses.SlotBytesMax - head;
        if (!CouldFit(draft.ValueLength) || !TryBuildChain(draft.ValueLength - inline))
            return 0;
        var handle = TakeSlot(SizeClasses.LargestItem);
        if (handle == 0)
        {
            FreeChain(_chainInProgress);
            return 0;
        }

        var item = At(handle);
        Write(item, draft, bits, inline);
        var chain = Item.ChainOf(item);
        chain->FirstChunk = _chainInProgress;
        chain->ValueLength = draft.ValueLength;
        ChunkAt(_chainInProgress)->Previous = handle;
        var offset = inline;
        for (var piece = _chainInProgress; piece != 0;)
        {
            var chunk = ChunkAt(piece);
            draft.CopyValue(offset, new Span<byte>((byte*)chunk + Chunk.HeaderBytes, chunk->Length));
            offset += chunk->Length;
            piece = chunk->Next;
        }

        return handle;
    }

    private static void Write(Item* item, scoped in ItemDraft draft, ItemBits bits, int inlineLength)
    {
        item->Bits = bits;
        item->LastAccess = draft.LastAccess;
        item->KeyLength = (byte)draft.Key.Length;
        item->InlineLength = inlineLength;
        Item.SetCas(item, draft.Cas);
        if ((bits & ItemBits.HasClientFlags) != 0)
            *Item.ClientFlagsAt(item) = draft.ClientFlags;
        if ((bits & ItemBits.HasExpiry) != 0)
            Item.ExpiryOf(item)->EngineSecond = draft.ExpirySecond;
        draft.Key.CopyTo(new Span<byte>(Item.KeyOf(item), draft.Key.Length));
        draft.CopyValue(0, new Span<byte>(Item.InlineValueOf(item), inlineLength));
    }

    /// <summary>Built from the back, so that only the first piece is not yet linked from somewhere when making room moves pieces.</summary>
    private bool TryBuildChain(int bytes)
    {
        _chainInProgress = 0;
        var pages = bytes / WholePagePayload;
        var rest = bytes - (pages * WholePagePayload);
        if (rest > PiecePayload * (SizeClasses.SlotsPerPageMin - 1))
        {
            pages++;
            rest = 0;
        }

        var pageBytes = bytes - rest;
        while (rest > 0)
        {
            var length = rest % PiecePayload == 0 ? PiecePayload : rest % PiecePayload;
            var slot = TakeSlot(SizeClasses.For(length + Chunk.HeaderBytes));
            if (!TryLinkPiece(slot, length, isWholePage: false))
                return false;
            rest -= length;
        }

        while (pageBytes > 0)
        {
            var length = pageBytes % WholePagePayload == 0 ? WholePagePayload : pageBytes % WholePagePayload;
            var page = TakePage();
            var handle = page == 0 ? 0 : (page << PageMemory.PageHandleShift) + (SlotPage.HeaderBytes >> PageMemory.HandleShift);
            if (!TryLinkPiece(handle, length, isWholePage: true))
                return false;
            pageBytes -= length;
        }

        return true;
    }

    private bool TryLinkPiece(uint handle, int length, bool isWholePage)
    {
        if (handle == 0)
        {
            FreeChain(_chainInProgress);
            return false;
        }

        *ChunkAt(handle) = new Chunk
        {
            Next = _chainInProgress,
            Length = length,
            Bits = ItemBits.Chunk,
            IsWholePage = isWholePage ? (ushort)1 : (ushort)0,
        };
        if (_chainInProgress != 0)
            ChunkAt(_chainInProgress)->Previous = handle;
        _chainInProgress = handle;
        return true;
    }

    /// <summary>False when not even an empty partition could hold it: then nothing should be evicted for it.</summary>
    private bool CouldFit(int valueLength)
    {
        var fixedPages = (_index.Bytes / PageMemory.PageBytes) + _policy.PagesHeld + 4;
        return (valueLength / WholePagePayload) + fixedPages <= _memory.PagesMax;
    }

    private void FreeItem(uint handle, Item* item)
    {
        if (item->Has(ItemBits.IsChained))
            FreeChain(Item.ChainOf(item)->FirstChunk);
        _slots.Free(handle);
    }

    private void FreeChain(uint handle)
    {
        while (handle != 0)
        {
            var next = ChunkAt(handle)->Next;
            if (ChunkAt(handle)->IsWholePage != 0)
                _memory.ReleasePage(handle >> PageMemory.PageHandleShift);
            else
                _slots.Free(handle);
            handle = next;
        }
    }
}
