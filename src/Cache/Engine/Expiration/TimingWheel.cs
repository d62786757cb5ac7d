using System.Numerics;
using FromScratch.Cache.Engine.Items;
using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Expiration;

/// <summary>
/// Finds the items that die at a second without looking at any other: a hierarchical timing wheel of four levels of 256 slots (1 s, 256 s,
/// 18 h, 194 days each), whose lists run through the items' expiry blocks. Turning it is cut into steps, so
/// that an operation can do a bounded share.
/// </summary>
internal sealed unsafe class TimingWheel(PageMemory memory)
{
    private const int Levels = 4;
    private const int SlotsPerLevel = 256;

    /// <summary>Items that were already dead when they were put in.</summary>
    private const int DueSlot = Levels * SlotsPerLevel;

    /// <summary>Marks a back link that names a slot of the wheel instead of an item.</summary>
    private const uint HeadFlag = 1u << 31;

    private readonly uint[] _heads = new uint[DueSlot + 1];
    private int _cascadeLevel;

    /// <summary>Bytes of the slots.</summary>
    public const int Bytes = (DueSlot + 1) * sizeof(uint);

    /// <summary>Everything that died before this second has been handed out; what dies in it is in the current slot.</summary>
    public uint Second { get; private set; }

    public int Count { get; private set; }

    public void Start(uint second) => Second = second;

    public void Add(uint handle, Item* item)
    {
        var expiry = Item.ExpiryOf(item);
        Link(handle, expiry, SlotOf(expiry->EngineSecond));
        Count++;
    }

    public void Remove(Item* item)
    {
        Unlink(Item.ExpiryOf(item));
        Count--;
    }

    /// <summary>The item has been copied to another place.</summary>
    public void Moved(Item* item, uint handle)
    {
        var expiry = Item.ExpiryOf(item);
        if ((expiry->Previous & HeadFlag) != 0)
            _heads[expiry->Previous & ~HeadFlag] = handle;
        else
            Item.ExpiryOf(At(expiry->Previous))->Next = handle;
        if (expiry->Next != 0)
            Item.ExpiryOf(At(expiry->Next))->Previous = handle;
    }

    /// <summary>
    /// Turns the wheel towards <paramref name="now"/> by at most <paramref name="steps"/> slots or moved items. An item that is dead is
    /// handed back, still linked: the caller removes it and calls again. 0 with steps left = nothing dead is left.
    /// </summary>
    public uint NextDead(uint now, ref int steps)
    {
        while (steps > 0)
        {
            steps--;
            var dead = _heads[DueSlot];
            if (dead == 0 && _cascadeLevel == 0)
                dead = _heads[Second & (SlotsPerLevel - 1)];
            if (dead != 0)
                return dead;
            if (_cascadeLevel > 0)
                Cascade();
            else if (Second >= now)
                return 0;
            else
                Advance(now);
        }

        return 0;
    }

    /// <summary>True when nothing dead is left at <paramref name="now"/>.</summary>
    public bool IsCaughtUp(uint now) =>
        Second >= now && _cascadeLevel == 0 && _heads[DueSlot] == 0 && _heads[Second & (SlotsPerLevel - 1)] == 0;

    public void Clear()
    {
        Array.Clear(_heads);
        _cascadeLevel = 0;
        Count = 0;
    }

    /// <summary>Calls for every list: slot number and first item. For checks.</summary>
    public uint HeadOf(int slot) => _heads[slot];

    public static int Slots => DueSlot + 1;

    private static int Digit(uint second, int level) => (int)(second >> (level * 8)) & (SlotsPerLevel - 1);

    private void Advance(uint now)
    {
        if (Count == 0)
        {
            Second = now;
            return;
        }

        Second++;
        var level = BitOperations.TrailingZeroCount(Second) / 8;
        _cascadeLevel = Math.Min(level, Levels - 1);
    }

    // The wheel has come to the first second that a slot of a higher level stands for: its items move down, the highest level first.
    private void Cascade()
    {
        var slot = (_cascadeLevel * SlotsPerLevel) + Digit(Second, _cascadeLevel);
        var handle = _heads[slot];
        if (handle == 0)
        {
            _cascadeLevel--;
            return;
        }

        var expiry = Item.ExpiryOf(At(handle));
        Unlink(expiry);
        Link(handle, expiry, SlotOf(expiry->EngineSecond));
    }

    // The level of the highest digit in which the expiry differs from the wheel's second.
    private int SlotOf(uint second)
    {
        if (second < Second)
            return DueSlot;
        var difference = second ^ Second;
        var level = difference == 0 ? 0 : BitOperations.Log2(difference) / 8;
        return (level * SlotsPerLevel) + Digit(second, level);
    }

    private void Link(uint handle, ExpiryBlock* expiry, int slot)
    {
        var head = _heads[slot];
        expiry->Next = head;
        expiry->Previous = HeadFlag | (uint)slot;
        if (head != 0)
            Item.ExpiryOf(At(head))->Previous = handle;
        _heads[slot] = handle;
    }

    private void Unlink(ExpiryBlock* expiry)
    {
        if ((expiry->Previous & HeadFlag) != 0)
            _heads[expiry->Previous & ~HeadFlag] = expiry->Next;
        else
            Item.ExpiryOf(At(expiry->Previous))->Next = expiry->Next;
        if (expiry->Next != 0)
            Item.ExpiryOf(At(expiry->Next))->Previous = expiry->Previous;
    }

    private Item* At(uint handle) => (Item*)memory.At(handle);
}
