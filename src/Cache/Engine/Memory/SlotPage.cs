using System.Runtime.InteropServices;

namespace FromScratch.Cache.Engine.Memory;

/// <summary>Header of a page that is cut into slots; a bitmap of its free slots (1 = free) follows, then the slots.</summary>
[StructLayout(LayoutKind.Sequential, Size = HeaderBytes)]
internal struct SlotPage
{
    public const int HeaderBytes = 16;

    public ushort SizeClass;
    public ushort Used;
    public uint Previous;
    public uint Next;

    public static unsafe ulong* Bitmap(SlotPage* page) => (ulong*)((byte*)page + HeaderBytes);
}
