using System.Buffers.Binary;
using System.Globalization;
using FromScratch.Core.Buffers;
using FromScratch.Group;
using FromScratch.KeyValue.Client;
using FromScratch.KeyValue.Snapshots;
using FromScratch.KeyValue.Store;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Mirror;

/// <summary>One connection to the other group, from a snapshot or the last index on until it is lost or this node leads no more.</summary>
internal sealed class MirrorPull(KeyValueStore store, MirrorSource source, string temporary, TimeProvider time) : IDisposable
{
    private const string Again = ": GROUP MIRROR again takes it over";
    private const int EntriesPerBatch = 128;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(50);
    private readonly OutputBuffer _commands = new();
    private RespConnection? _connection;
    private readonly ManualResetEventSlim _stopped = new();
    private ulong _began;
    private ulong _upstreamIndex;
    private ulong _passedIndex;

    public ulong UpstreamIndex => Volatile.Read(ref _upstreamIndex);

    public ulong PassedIndex => Volatile.Read(ref _passedIndex);

    /// <param name="state">What is applied here.</param>
    /// <param name="onFollowing">Called when changes are being followed.</param>
    /// <exception cref="IOException">The connection is lost, or the other group cannot be followed: why.</exception>
    public void Run(MirrorState state, Action onFollowing)
    {
        _began = state.Began;
        _connection = source.Connect(state.Upstream);
        if (state.Phase == MirrorPhase.Loading && !Load(ref state))
            return;
        var begin = BeginChanges(state);
        if (begin.IsError && begin.Text.StartsWith("COMPACTED", StringComparison.Ordinal))
        {
            if (!Load(ref state))
                return;
            begin = BeginChanges(state);
        }

        if (begin.IsError)
            throw new IOException(begin.Text + (begin.Text.StartsWith("OTHERHISTORY", StringComparison.Ordinal) ? Again : ""));
        Volatile.Write(ref _passedIndex, state.Index);
        onFollowing();
        Follow();
    }

    /// <summary>From any thread: makes <see cref="Run"/> return soon.</summary>
    public void Stop() => _stopped.Set();

    public void Dispose()
    {
        _connection?.Dispose();
        _stopped.Dispose();
    }

    private RespReply BeginChanges(in MirrorState state) => _connection!.Ask(
        "CHANGES", "FROM", (state.Index + 1).ToString(CultureInfo.InvariantCulture), "HISTORY",
        state.Identity.ToString("x32", CultureInfo.InvariantCulture));

    /// <summary>False = this node leads no more.</summary>
    private bool Load(ref MirrorState state)
    {
        try
        {
            FetchSnapshot();
            var summary = SnapshotFile.Read(temporary, static (_, _) => { });
            if (state.Phase == MirrorPhase.Following && summary.Identity != state.Identity)
                throw new IOException($"OTHERHISTORY this is the history of {summary.Identity:x32}, not of {state.Identity:x32}{Again}");
            var identity = new byte[16];
            BinaryPrimitives.WriteUInt128LittleEndian(identity, summary.Identity);
            var isKept = Propose(new MirrorEntry(MirrorStep.Load, 0, identity), summary.LogTimeMs);
            _ = SnapshotFile.Read(temporary, (commands, _) =>
            {
                isKept = isKept && Propose(new MirrorEntry(MirrorStep.Part, 0, commands), summary.LogTimeMs);
                EndBatch();
            });
            isKept = isKept && Propose(new MirrorEntry(MirrorStep.Loaded, summary.Index, []), summary.LogTimeMs);
            EndBatch();
            state = state with { Phase = MirrorPhase.Following, Identity = summary.Identity, Index = summary.Index };
            return isKept;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private void FetchSnapshot()
    {
        var begin = _connection!.Ask("BACKUP");
        while (begin.IsError && begin.Text.StartsWith("ERR there is no snapshot yet", StringComparison.Ordinal) && !_stopped.IsSet)
        {
            _ = _connection.Ask("BGSAVE");
            _stopped.Wait(Wait);
            begin = _connection.Ask("BACKUP");
        }

        if (begin.IsError)
            throw new IOException($"the snapshot of the other group: {begin.Text}");
        using var file = new FileStream(temporary, FileMode.Create, FileAccess.Write);
        while (true)
        {
            var message = _connection.Read();
            if (message.IsError || _stopped.IsSet)
                throw new IOException($"the snapshot of the other group did not come whole: {message.Text}");
            if (message.Elements[0].Text != "chunk")
                return;
            file.Write(message.Elements[1].Bytes.Span);
        }
    }

    private void Follow()
    {
        var (asked, heard, batched) = (0L, time.GetTimestamp(), 0);
        while (!_stopped.IsSet)
        {
            if (asked == 0 || time.GetElapsedTime(asked) > AskPeriod)
            {
                asked = time.GetTimestamp();
                _connection!.Add("ROLE");
                _connection.Flush();
            }

            if (_connection!.TryRead(batched > 0 ? TimeSpan.Zero : Wait) is { } message)
            {
                heard = time.GetTimestamp();
                if (!Take(message))
                    return;
                batched++;
            }
            else if (time.GetElapsedTime(heard) > Patience)
            {
                throw new IOException("the other group is silent");
            }
            else if (!Leads())
            {
                return;
            }
            else if (batched > 0)
            {
                batched = EndBatch();
            }

            if (batched >= EntriesPerBatch)
                batched = EndBatch();
        }
    }

    /// <summary>False = this node leads no more.</summary>
    private bool Take(RespReply message)
    {
        if (message.IsError)
            throw new IOException(message.Text);
        switch (message.Elements[0].Text)
        {
            case "change":
                return Change((ulong)message.Elements[1].Integer, message.Elements[2].Integer, message.Elements[3]);
            case "progress":
                return Change((ulong)message.Elements[1].Integer, message.Elements[2].Integer, null);
            case "master":
                Volatile.Write(ref _upstreamIndex, (ulong)message.Elements[1].Integer);
                return true;
            case "slave":
                Volatile.Write(ref _upstreamIndex, (ulong)message.Elements[4].Integer);
                return true;
            default:
                throw new IOException("the other group sent what is neither a change nor an answer");
        }
    }

    private bool Change(ulong index, long timeMs, RespReply? commands)
    {
        _commands.Clear();
        var writer = new RespWriter(_commands, RespVersion.Resp2);
        foreach (var command in commands?.Elements ?? [])
        {
            writer.Array(command.Elements.Count);
            foreach (var word in command.Elements)
                writer.Bulk(word.Bytes.Span);
        }

        if (!Propose(new MirrorEntry(MirrorStep.Change, index, _commands.Written), timeMs))
            return false;
        Volatile.Write(ref _passedIndex, index);
        return true;
    }

    /// <summary>Waits for room. False = this node leads no more, or is to stop.</summary>
    private bool Propose(in MirrorEntry entry, long timeMs)
    {
        while (!_stopped.IsSet)
        {
            ProposeResult result;
            using (store.EnterGate())
            {
                result = store.ProposeMirror(entry, timeMs, _began);
                if (result is ProposeResult.Full or ProposeResult.DiskFull)
                    store.EndBatch();
            }

            if (result == ProposeResult.Appended)
                return true;
            if (result is ProposeResult.NotLeader or ProposeResult.Failed)
                return false;
            _stopped.Wait(Wait);
        }

        return false;
    }

    private int EndBatch()
    {
        using (store.EnterGate())
            store.EndBatch();
        return 0;
    }

    private bool Leads()
    {
        using (store.EnterGate())
            return store.IsLeader && store.Mirror.IsActive && store.Mirror.Began == _began;
    }
}
