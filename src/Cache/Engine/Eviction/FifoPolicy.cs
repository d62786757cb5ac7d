using FromScratch.Cache.Engine.Items;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Eviction;

/// <summary>First in, first out: reads change nothing, a replaced value counts as new.</summary>
internal sealed unsafe class FifoPolicy(PageMemory memory) : EvictionPolicy(memory)
{
    public override void OnInsert(uint handle, Item* item, ulong hash) => Push(0, handle, item);

    public override void OnHit(uint handle, Item* item, ulong hash)
    {
    }

    public override void OnOverwrite(uint handle, Item* item, ulong hash) => Lists[0].MoveToHead(Memory, handle, item);

    public override uint Victim() => Lists[0].Tail;
}
