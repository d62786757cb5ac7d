using System.Runtime.CompilerServices;
using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Session.Text;

/// <summary>What every text command of one connection works with.</summary>
internal sealed class CommandScope(CacheContext context, IConnection connection, CommandCounters counters)
{
    // As memcached lays an item out: header, CAS id, key with a NUL, client flags when not 0, value with its terminator.
    private const int ItemHeaderBytes = 48;
    private const int CasBytes = 8;
    private const int ClientFlagsBytes = 4;
    private const int TerminatorBytes = 2;

    public CacheContext Context { get; } = context;

    public CacheEngine Engine { get; } = context.Engine;

    public CommandCounters Counters { get; } = counters;

    public IConnection Connection { get; } = connection;

    /// <summary>Clients see CAS id 0, and no condition on a CAS id holds (-C).</summary>
    public bool CasDisabled { get; } = context.Options.CasDisabled;

    public IRequestObserver? Observer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Context.Observer;
    }

    public Expiry ExpiryOf(int exptime) => Engine.Clock.ExpiryOf(exptime);

    /// <summary>Whether memcached would take the item at its limit (-I); decided before the value is read.</summary>
    public bool FitsItemLimit(int keyLength, uint clientFlags, int valueLength)
    {
        var bytes = (long)ItemHeaderBytes + keyLength + 1 + valueLength + TerminatorBytes;
        if (!CasDisabled)
            bytes += CasBytes;
        if (clientFlags != 0)
            bytes += ClientFlagsBytes;
        return bytes <= Context.Options.ItemBytesMax;
    }

    /// <summary>Answers with an error of the protocol, and counts it.</summary>
    public void Refuse(OutputBuffer output, ReadOnlySpan<byte> reply, bool noReply = false)
    {
        Counters.ProtocolErrors++;
        Answer(output, reply, noReply);
    }

    public static void Answer(OutputBuffer output, ReadOnlySpan<byte> reply, bool noReply)
    {
        if (!noReply)
            output.Write(reply);
    }

    /// <summary>Whether the item is there, leaving all its marks alone.</summary>
    public bool IsPresent(ReadOnlySpan<byte> key)
    {
        var reader = default(PresenceReader);
        var request = new GetRequest { Key = key, Hash = Engine.Hash(key), NoBump = true };
        return Engine.Get(request, ref reader) == GetStatus.Hit;
    }

    public bool Touch(ReadOnlySpan<byte> key, Expiry expiry, bool noBump)
    {
        var reader = default(PresenceReader);
        var request = new GetRequest { Key = key, Hash = Engine.Hash(key), NoBump = noBump, Touch = true, TouchTo = expiry };
        return Engine.Get(request, ref reader) == GetStatus.Hit;
    }

    /// <summary>A store that could not be: what it was to replace must not be read any more.</summary>
    public void Remove(ReadOnlySpan<byte> key) => Engine.Delete(new DeleteRequest { Key = key, Hash = Engine.Hash(key) }, out _);

    public void CountTouch(bool hit)
    {
        Counters.CmdTouch++;
        if (hit)
            Counters.TouchHits++;
        else
            Counters.TouchMisses++;
    }

    public void CountCas(StoreStatus status)
    {
        if (status == StoreStatus.Stored)
            Counters.CasHits++;
        else if (status == StoreStatus.NotFound)
            Counters.CasMisses++;
        else if (status == StoreStatus.Exists)
            Counters.CasBadval++;
    }

    public void CountDelta(DeltaStatus status, bool decrement)
    {
        if (status == DeltaStatus.Ok)
            (decrement ? ref Counters.DecrHits : ref Counters.IncrHits)++;
        else if (status == DeltaStatus.NotFound)
            (decrement ? ref Counters.DecrMisses : ref Counters.IncrMisses)++;
    }

    private struct PresenceReader : IItemReader
    {
        public readonly void Read(in ItemView item)
        {
        }
    }
}
