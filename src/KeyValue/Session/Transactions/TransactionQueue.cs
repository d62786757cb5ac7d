using FromScratch.Core.Buffers;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session.Transactions;

/// <summary>What a client has queued since MULTI, as multibulk bytes: data commands for the store, the others for the session.</summary>
internal sealed class TransactionQueue
{
    /// <summary>A transaction is one entry of the log.</summary>
    public const int BytesMax = 8 << 20;

    public const int CommandsMax = 64 * 1024;

    private readonly OutputBuffer _data = new(1024, 64 * 1024);
    private readonly List<QueuedCommand> _commands = [];

    public IReadOnlyList<QueuedCommand> Commands => _commands;

    /// <summary>The data commands one behind the other.</summary>
    public ReadOnlySpan<byte> Data => _data.Written;

    public int DataCount { get; private set; }

    public bool Writes { get; private set; }

    /// <summary>A command could not be queued: EXEC fails.</summary>
    public bool IsSpoilt { get; private set; }

    private long LocalBytes { get; set; }

    public void Spoil() => IsSpoilt = true;

    /// <summary>Commands that are not queued but executed between MULTI and EXEC, as in Redis.</summary>
    public static bool IsExecutedAtOnce(CommandId id) =>
        id is CommandId.Exec or CommandId.Discard or CommandId.Multi or CommandId.Watch or CommandId.Quit or CommandId.Reset;

    /// <summary>Those whose reply comes later, or that change what the connection is.</summary>
    public static bool IsRefused(CommandSpec spec) =>
        spec.Has(CommandFlags.NoMulti) || spec.Id is CommandId.Debug or CommandId.Monitor or CommandId.Hello or CommandId.Auth
            or CommandId.ClientReply;

    public bool HasRoomFor(int bytes) =>
        _commands.Count < CommandsMax && _data.Length + LocalBytes + bytes <= BytesMax;

    public void AddData(CommandSpec spec, ReadOnlySpan<byte> wire)
    {
        _data.Write(wire);
        DataCount++;
        Writes |= spec.Has(CommandFlags.Write);
        _commands.Add(new QueuedCommand(spec, null));
    }

    public void AddLocal(CommandSpec spec, ReadOnlySpan<byte> wire)
    {
        LocalBytes += wire.Length;
        _commands.Add(new QueuedCommand(spec, wire.ToArray()));
    }
}

/// <param name="Spec">The command.</param>
/// <param name="Local">Its bytes when the session executes it; null = it stands among the data.</param>
internal readonly record struct QueuedCommand(CommandSpec Spec, byte[]? Local);
