using FromScratch.Core;

namespace FromScratch.TestKit.Disks;

/// <summary>The bytes of one file as the system shows them and as the disk holds them.</summary>
internal sealed class SimulatedContent
{
    private const int SectorBytes = 512;
    private readonly SortedSet<int> _dirty = [];
    private readonly SortedSet<int> _unsyncable = [];
    private byte[] _live = [];
    private byte[] _durable = [];
    private int _durableLength;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Live => _live.AsSpan(0, Length);

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        var end = checked((int)offset + bytes.Length);
        if (end > _live.Length)
        {
            var capacity = Math.Max(end, 2 * _live.Length);
            Array.Resize(ref _live, capacity);
            Array.Resize(ref _durable, capacity);
        }

        Length = Math.Max(Length, end);
        bytes.CopyTo(_live.AsSpan((int)offset));
        for (var sector = (int)offset / SectorBytes; sector * SectorBytes < end; sector++)
        {
            _dirty.Add(sector);
            _unsyncable.Remove(sector);
        }
    }

    public byte[] Read(long offset, int bytesMax)
    {
        var from = (int)Math.Min(offset, Length);
        return _live[from..Math.Min(Length, from + bytesMax)];
    }

    public void Sync()
    {
        foreach (var sector in _dirty)
            LiveSector(sector).CopyTo(DurableSector(sector));
        _dirty.Clear();
        _durableLength = Length;
    }

    /// <summary>The system forgets which sectors it still had to write, and goes on showing them.</summary>
    public void FailSync()
    {
        _unsyncable.UnionWith(_dirty);
        _dirty.Clear();
    }

    public void LosePower(SeededRandom random, double survival)
    {
        foreach (var sector in _dirty.Union(_unsyncable))
            Settle(sector, random, survival);
        _dirty.Clear();
        _unsyncable.Clear();
        if (random.Chance(survival))
            _durableLength = Length;
        Length = _durableLength;
        _durable.AsSpan(Length).Clear();
        _durable.CopyTo(_live.AsSpan());
    }

    public void FlipBit(long bit)
    {
        var mask = (byte)(1 << (int)(bit % 8));
        _live[bit / 8] ^= mask;
        _durable[bit / 8] ^= mask;
    }

    /// <summary>The new sector, the old one, or the beginning of one and the end of the other.</summary>
    private void Settle(int sector, SeededRandom random, double survival)
    {
        var live = LiveSector(sector);
        var durable = DurableSector(sector);
        if (survival is > 0 and < 1 && random.Chance(0.3))
        {
            var cut = random.NextInt32(live.Length + 1);
            if (random.Chance(0.5))
                live[..cut].CopyTo(durable);
            else
                live[cut..].CopyTo(durable[cut..]);
        }
        else if (random.Chance(survival))
        {
            live.CopyTo(durable);
        }
    }

    private Span<byte> LiveSector(int sector) => Sector(_live, sector);

    private Span<byte> DurableSector(int sector) => Sector(_durable, sector);

    private static Span<byte> Sector(byte[] bytes, int sector)
    {
        var from = sector * SectorBytes;
        return bytes.AsSpan(from, Math.Min(SectorBytes, bytes.Length - from));
    }
}
