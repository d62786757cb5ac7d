using System.Buffers.Binary;

namespace FromScratch.KeyValue.Mirror;

/// <summary>What an entry of a copy says; the numbers stand in the log.</summary>
internal enum MirrorStep : byte
{
    Begin = 1,
    Load = 2,
    Part = 3,
    Loaded = 4,
    Change = 5,
    End = 6,
}

/// <summary>An entry with the tag of mirrors, behind time and seed; the layout is in MIRROR.md.</summary>
/// <param name="step">What it says.</param>
/// <param name="index">In the other group's history.</param>
/// <param name="body">Addresses, identity or commands.</param>
internal readonly ref struct MirrorEntry(MirrorStep step, ulong index, ReadOnlySpan<byte> body)
{
    public const int HeadBytes = 9;

    public MirrorStep Step { get; } = step;

    public ulong Index { get; } = index;

    public ReadOnlySpan<byte> Body { get; } = body;

    /// <summary>Commands that change keys stand in it.</summary>
    public bool HasCommands => Step is MirrorStep.Part or MirrorStep.Change;

    /// <exception cref="InvalidDataException">This version does not know what it says.</exception>
    public static MirrorEntry Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes || bytes[0] is < (byte)MirrorStep.Begin or > (byte)MirrorStep.End)
            throw new InvalidDataException("an entry of a copy that this version does not know");
        return new MirrorEntry((MirrorStep)bytes[0], BinaryPrimitives.ReadUInt64LittleEndian(bytes[1..]), bytes[HeadBytes..]);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[HeadBytes + Body.Length];
        bytes[0] = (byte)Step;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(1), Index);
        Body.CopyTo(bytes.AsSpan(HeadBytes));
        return bytes;
    }
}
