using System.Runtime.InteropServices;

namespace FromScratch.KeyValue.Engine.Memory;

/// <summary>
/// Blocks of native memory, counted as the allocator takes them. One for the keyspace; one more for each large hash, counting into it.
/// </summary>
internal sealed unsafe class NativeHeap(NativeHeap? parent = null)
{
    private const long AllocatorHeaderBytes = 8;
    private const long AllocatorAlignment = 16;
    private const long AllocatorBytesMin = 32;

    /// <summary>What is allocated, with what glibc's malloc adds to each block.</summary>
    public long BytesInUse { get; private set; }

    /// <summary>Bytes that a block of that size takes.</summary>
    public static long BytesOf(long size) =>
        Math.Max(AllocatorBytesMin, (size + AllocatorHeaderBytes + AllocatorAlignment - 1) & -AllocatorAlignment);

    /// <summary>A block with undefined content.</summary>
    /// <exception cref="OutOfMemoryException">The system has no more.</exception>
    public void* Allocate(long size)
    {
        var block = NativeMemory.Alloc((nuint)size);
        Count(BytesOf(size));
        return block;
    }

    public void* AllocateZeroed(long size)
    {
        var block = NativeMemory.AllocZeroed((nuint)size);
        Count(BytesOf(size));
        return block;
    }

    /// <summary>The block grown or shrunk, in place where the allocator can; it keeps its content up to the lesser size.</summary>
    public void* Resize(void* block, long sizeBefore, long size)
    {
        if (sizeBefore == size)
            return block;
        var resized = NativeMemory.Realloc(block, (nuint)size);
        Count(BytesOf(size) - BytesOf(sizeBefore));
        return resized;
    }

    public void Free(void* block, long size)
    {
        NativeMemory.Free(block);
        Count(-BytesOf(size));
    }

    /// <summary>Counts what is not allocated here: managed objects.</summary>
    public void Count(long bytes)
    {
        BytesInUse += bytes;
        parent?.Count(bytes);
    }
}
