namespace FromScratch.Simulation.Model;

/// <summary>The state that a group keeps in a simulation: a few numbers, and a digest of everything that was ever done to them.</summary>
internal sealed class Registers
{
    private readonly long[] _values;

    public Registers(int keys) => _values = new long[keys];

    private Registers(Registers other) => (_values, Index, Digest) = ([.. other._values], other.Index, other.Digest);

    /// <summary>Of the entry applied last.</summary>
    public ulong Index { get; private set; }

    public ulong Digest { get; private set; }

    public long this[int key] => _values[key];

    public Registers Copy() => new(this);

    public long Apply(ulong index, in SimEntry entry)
    {
        Index = index;
        Digest = Mix(Digest ^ Mix(entry.Term) ^ Mix((ulong)entry.Command.Id + (index << 20)));
        if (entry.Command.Kind == CommandKind.None)
            return 0;
        var (value, result) = entry.Command.ApplyTo(_values[entry.Command.Key]);
        _values[entry.Command.Key] = value;
        return result;
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD;
        return (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53;
    }
}
