using System.Runtime.CompilerServices;

namespace FromScratch.Transport.Epoll;

/// <summary>
/// The connections of one loop by a small number that epoll hands back. A slot's generation goes up with every use, so that an event that
/// was fetched before its connection closed finds nothing. Written by the loop; <see cref="Snapshot"/> may be called from anywhere.
/// </summary>
internal sealed class SlotTable
{
    private readonly Stack<int> _free = new();
    private EpollConnection?[] _slots = new EpollConnection?[64];
    private int _used;
    private uint _generation;

    /// <summary>Stores the connection; returns what to register with epoll: generation (never 0) above, slot below.</summary>
    public ulong Add(EpollConnection connection)
    {
        if (!_free.TryPop(out var slot))
        {
            slot = _used++;
            if (slot == _slots.Length)
            {
                var grown = new EpollConnection?[_slots.Length * 2];
                _slots.CopyTo(grown, 0);
                Volatile.Write(ref _slots, grown);
            }
        }

        _generation = Math.Max(1, _generation + 1);
        _slots[slot] = connection;
        return ((ulong)_generation << 32) | (uint)slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public EpollConnection? Find(ulong data)
    {
        var connection = _slots[(uint)data];
        return connection is not null && connection.EpollData == data ? connection : null;
    }

    public void Remove(ulong data)
    {
        _slots[(uint)data] = null;
        _free.Push((int)(uint)data);
    }

    public IEnumerable<EpollConnection> Snapshot() => Volatile.Read(ref _slots).OfType<EpollConnection>();
}
