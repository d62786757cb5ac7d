namespace FromScratch.Cache.Engine.Memory;

/// <summary>
/// The slot sizes that pages are cut into. Steps of 4 bytes while a page holds many, then every size that fits a page n times for n down to
/// 8; one more class of 64-byte aligned slots for the index's overflow nodes.
/// </summary>
internal static class SizeClasses
{
    public const int SlotsPerPageMin = 8;

    private const int SlotBytesMin = 28;
    private const int FineBytesMax = 256;
    private static readonly SizeClass[] Table = Build();
    private static readonly byte[] ByQuarter = BuildLookup();

    public static int Count => Table.Length;

    /// <summary>The class of the index's overflow nodes.</summary>
    public static int Node => Table.Length - 1;

    public static int LargestItem => Table.Length - 2;

    /// <summary>The largest slot; anything longer lies in pieces.</summary>
    public static int SlotBytesMax => Table[LargestItem].SlotBytes;

    public static ref readonly SizeClass Of(int sizeClass) => ref Table[sizeClass];

    /// <summary>The smallest class that holds <paramref name="bytes"/>, at most <see cref="SlotBytesMax"/>.</summary>
    public static int For(int bytes) => ByQuarter[(bytes + 3) >> 2];

    private static SizeClass[] Build()
    {
        var sizes = new List<SizeClass>();
        for (var size = SlotBytesMin; size <= FineBytesMax; size += 4)
            sizes.Add(SizeClass.Of(size, 4));
        for (var slots = (PageMemory.PageBytes - SlotPage.HeaderBytes) / FineBytesMax; slots >= SlotsPerPageMin; slots--)
        {
            // Fewer than 64 slots need one word of bitmap.
            var size = (PageMemory.PageBytes - SlotPage.HeaderBytes - 8) / slots & ~3;
            if (size > sizes[^1].SlotBytes)
                sizes.Add(SizeClass.Of(size, 4));
        }

        sizes.Add(SizeClass.Of(64, 64));
        return [.. sizes];
    }

    private static byte[] BuildLookup()
    {
        var lookup = new byte[(Table[^2].SlotBytes >> 2) + 1];
        var sizeClass = 0;
        for (var quarter = 0; quarter < lookup.Length; quarter++)
        {
            while (Table[sizeClass].SlotBytes < quarter << 2)
                sizeClass++;
            lookup[quarter] = (byte)sizeClass;
        }

        return lookup;
    }
}

/// <param name="SlotBytes">Size of a slot.</param>
/// <param name="Slots">Slots in a page.</param>
/// <param name="FirstOffset">Where the first slot begins in its page.</param>
/// <param name="Reciprocal">Turns the division by <paramref name="SlotBytes"/> into a multiplication.</param>
internal readonly record struct SizeClass(int SlotBytes, int Slots, int FirstOffset, uint Reciprocal)
{
    public int BitmapWords => (Slots + 63) >> 6;

    public int SlotAt(int offset) => (int)((ulong)(uint)(offset - FirstOffset) * Reciprocal >> 32);

    public static SizeClass Of(int bytes, int align)
    {
        var slots = PageMemory.PageBytes / bytes;
        while (First(slots, align) + (slots * bytes) > PageMemory.PageBytes)
            slots--;
        return new SizeClass(bytes, slots, First(slots, align), (uint)((1L << 32) / bytes + 1));
    }

    private static int First(int slots, int align) =>
        (SlotPage.HeaderBytes + ((slots + 63) / 64 * 8) + align - 1) / align * align;
}
