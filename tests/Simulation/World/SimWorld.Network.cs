using FromScratch.Replication.Messages;

namespace FromScratch.Simulation.World;

/// <content>Between nodes, and between clients and nodes.</content>
internal sealed partial class SimWorld
{
    /// <summary>What goes from one node to another is lost, by their ids.</summary>
    private readonly Dictionary<(ulong From, ulong To), int> _cut = [];

    public void Send(SimNode from, SimMessage message)
    {
        if (Notes && message.Head.Kind is not (MessageKind.Heartbeat or MessageKind.HeartbeatResponse))
            Note($"{from.Id} -> {message.Head.To}: {Describe(message.Head)}");
        if (_cut.ContainsKey((from.Id, message.Head.To)) || (!IsHealing && _network.Chance(Options.LossChance)))
            return;
        Deliver(message);
        if (!IsHealing && _network.Chance(Options.DuplicateChance))
            Deliver(message);
    }

    public long DrawLatency()
    {
        if (!IsHealing && _network.Chance(Options.DelayChance))
            return _network.NextInt32(500_000);
        return 100 + _network.NextInt32(1500);
    }

    public bool IsCut(ulong from, ulong to) => _cut.ContainsKey((from, to));

    private void Deliver(SimMessage message) => At(DrawLatency(), () => Find(message.Head.To)?.Receive(message));

    private SimNode? Find(ulong id)
    {
        foreach (var node in Nodes)
        {
            if (node.Id == id)
                return node;
        }

        return null;
    }

    private void Cut(ulong from, ulong to, int durationMs)
    {
        _cut[(from, to)] = _cut.GetValueOrDefault((from, to)) + 1;
        At(durationMs * 1000L, () =>
        {
            if (_cut.TryGetValue((from, to), out var count) && count > 1)
                _cut[(from, to)] = count - 1;
            else
                _cut.Remove((from, to));
        });
    }

    private static string Describe(in Message message) =>
        $"{message.Kind}{(message.Rejected ? " rejected" : "")} term {message.Term} index {message.Index} log term {message.LogTerm} "
        + $"entries {message.EntryCount} of {message.EntryTerm} commit {message.Commit} hint {message.Hint} round {message.Round}";
}
