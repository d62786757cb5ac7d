using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.KeyValue.Commands;
using FromScratch.KeyValue.Engine;
using FromScratch.KeyValue.Mirror;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Store;

/// <summary>
/// Executes entries, and reads at their place between them: the one way in which keys change, in service and in recovery.
/// </summary>
internal sealed class EntryExecutor : IDisposable
{
    private const ulong SeedStep = 0x9E3779B97F4A7C15;

    /// <summary>What stands in the log was checked when it came.</summary>
    private static readonly RequestLimits NoLimits = new(int.MaxValue, int.MaxValue, Authenticated: true);

    private readonly RespRequestDecoder _decoder = new();
    private readonly OutputBuffer _dropped = new();
    private Keyspace _keys;

    public EntryExecutor(Keyspace keys) => _keys = keys;

    /// <summary>For replies that nobody wants; emptied now.</summary>
    public RespWriter Nowhere
    {
        get
        {
            _dropped.Clear();
            return new RespWriter(_dropped, RespVersion.Resp2);
        }
    }

    /// <summary>Applies an entry as the log has it, whatever it holds; nobody waits for the reply.</summary>
    /// <returns>False = it changed nothing: its conditions aborted it, or the group is a copy of another one.</returns>
    /// <exception cref="InvalidDataException">This version does not know what the entry holds.</exception>
    public bool Replay(ulong index, byte tag, ReadOnlySpan<byte> payload)
    {
        if (tag is < (byte)EntryTag.Commands or > (byte)EntryTag.Mirror || payload.Length < Entry.PrefixBytes)
            throw new InvalidDataException($"entry {index} has tag {tag} and {payload.Length} bytes");
        if ((EntryTag)tag == EntryTag.Mirror)
        {
            Follow(index, payload);
            return true;
        }

        Begin(index, payload);
        if (Mirror.IsActive)
            return false;
        var context = new CommandContext(_keys, _keys.LogTimeMs, Entry.SeedOf(payload), Nowhere);
        var rest = payload[Entry.PrefixBytes..];
        if ((EntryTag)tag == EntryTag.Conditional && !AreConditionsMet(ref rest))
            return false;
        ExecuteAll(rest, context);
        return true;
    }

    /// <summary>Keys that reads looked for.</summary>
    public KeyCounters Counters { get; } = new();

    /// <summary>What the group is a copy of; none = writes of its own clients are executed.</summary>
    public MirrorState Mirror { get; set; } = MirrorState.None;

    /// <summary>An entry of the group's own clients begins: a copy's time is not theirs.</summary>
    public void Begin(ulong index, ReadOnlySpan<byte> payload) => _keys.Begin(index, Mirror.IsActive ? 0 : Entry.TimeOf(payload));

    /// <summary>An entry with the tag of mirrors.</summary>
    /// <exception cref="InvalidDataException">This version does not know what it says.</exception>
    public void Follow(ulong index, ReadOnlySpan<byte> payload)
    {
        var timeMs = Entry.TimeOf(payload);
        var entry = MirrorEntry.Read(payload[Entry.PrefixBytes..]);
        _keys.Begin(index, timeMs);
        switch (entry.Step)
        {
            case MirrorStep.Begin:
                var upstream = Encoding.UTF8.GetString(entry.Body);
                Mirror = MirrorState.None with { Phase = MirrorPhase.Loading, Upstream = upstream, Began = index };
                break;
            case MirrorStep.Load:
                _keys.Clear();
                _keys.RestartTime(timeMs);
                var identity = BinaryPrimitives.ReadUInt128LittleEndian(entry.Body);
                Mirror = Mirror with { Phase = MirrorPhase.Loading, Identity = identity, Index = 0, TimeMs = timeMs };
                break;
            case MirrorStep.Loaded:
                Mirror = Mirror with { Phase = MirrorPhase.Following, Index = entry.Index, TimeMs = timeMs };
                break;
            case MirrorStep.End:
                Mirror = MirrorState.None;
                break;
            case MirrorStep.Change when entry.Index <= Mirror.Index:
                break;
            default:
                ExecuteAll(entry.Body, new CommandContext(_keys, _keys.LogTimeMs, Entry.SeedOf(payload), Nowhere));
                if (entry.Step == MirrorStep.Change)
                    Mirror = Mirror with { Index = entry.Index, TimeMs = timeMs };
                break;
        }
    }

    /// <summary>From now on these are the keys.</summary>
    public void Replace(Keyspace keys) => _keys = keys;

    /// <summary>One of the commands may take more memory.</summary>
    public static bool MayGrow(ReadOnlySpan<byte> wire) => HasAny(wire, CommandFlags.DenyOutOfMemory);

    /// <summary>One of the commands may change something.</summary>
    public static bool Writes(ReadOnlySpan<byte> wire) => HasAny(wire, CommandFlags.Write);

    /// <summary>The command that these bytes are, and nothing else behind it.</summary>
    public static bool TryFind(ReadOnlySpan<byte> wire, [NotNullWhen(true)] out CommandSpec? spec)
    {
        using var decoder = new RespRequestDecoder();
        spec = null;
        return decoder.Decode(wire, NoLimits, out var request) == DecodeStatus.Done
            && request.WireLength == wire.Length
            && CommandLookup.Find(request, out spec) == LookupResult.Found
            && DataCommands.Has(spec!.Id);
    }

    /// <summary>The entry has been begun, or the time observed.</summary>
    public void ExecuteOne(CommandSpec spec, ReadOnlySpan<byte> wire, in CommandContext context)
    {
        _ = Decode(wire, out var request);
        DataCommands.Execute(spec, request, context);
    }

    /// <summary>As <see cref="ExecuteOne"/>, with conditions first when the tag says so; replies an array, or none when aborted.</summary>
    /// <returns>False = aborted.</returns>
    public bool ExecuteTransaction(EntryTag tag, ReadOnlySpan<byte> rest, int commandCount, in CommandContext context)
    {
        if (tag == EntryTag.Conditional && !AreConditionsMet(ref rest))
        {
            context.Reply.NullArray();
            return false;
        }

        context.Reply.Array(commandCount);
        ExecuteAll(rest, context);
        return true;
    }

    /// <summary>Executes the first command and takes it off the front; each one of an entry gets a seed of its own.</summary>
    /// <exception cref="InvalidDataException">This version does not know it.</exception>
    public CommandSpec ExecuteNext(ref ReadOnlySpan<byte> wire, ref CommandContext context)
    {
        var length = Decode(wire, out var request);
        if (CommandLookup.Find(request, out var spec) != LookupResult.Found || !DataCommands.Has(spec!.Id))
            throw new InvalidDataException("an entry holds a command that this version does not know");
        DataCommands.Execute(spec, request, context);
        wire = wire[length..];
        context = context with { Seed = context.Seed + SeedStep };
        return spec;
    }

    public void Dispose() => _decoder.Dispose();

    private static bool HasAny(ReadOnlySpan<byte> wire, CommandFlags flag)
    {
        using var decoder = new RespRequestDecoder();
        while (decoder.Decode(wire, NoLimits, out var request) == DecodeStatus.Done)
        {
            if (CommandLookup.Find(request, out var spec) == LookupResult.Found && spec!.Has(flag))
                return true;
            wire = wire[request.WireLength..];
        }

        return false;
    }

    private void ExecuteAll(ReadOnlySpan<byte> wire, CommandContext context)
    {
        while (!wire.IsEmpty)
            ExecuteNext(ref wire, ref context);
    }

    private bool AreConditionsMet(ref ReadOnlySpan<byte> rest)
    {
        var met = true;
        for (var count = Entry.ReadConditionCount(ref rest); count > 0; count--)
        {
            var item = _keys.Find(Entry.ReadCondition(ref rest, out var version));
            met &= (item.Exists ? item.Version : 0) == version;
        }

        return met;
    }

    private int Decode(ReadOnlySpan<byte> wire, out RespRequest request) =>
        _decoder.Decode(wire, NoLimits, out request) == DecodeStatus.Done
            ? request.WireLength
            : throw new InvalidDataException("an entry holds something else than a command");
}
