using FromScratch.Core;
using FromScratch.Replication;
using FromScratch.Replication.Membership;
using FromScratch.Replication.Messages;

namespace FromScratch.Simulation.Scripts;

/// <summary>
/// A few replicas, one clock, and messages that arrive at once unless a link is cut. Disks keep everything at once unless told not to.
/// </summary>
internal sealed class Cluster
{
    private readonly Dictionary<ulong, Node> _nodes = [];
    private readonly HashSet<(ulong From, ulong To)> _cut = [];

    /// <param name="voters">With the ids from 1 on.</param>
    /// <param name="options">Of each; the defaults when left out.</param>
    /// <param name="seed">For timeouts.</param>
    public Cluster(int voters, Func<ulong, ReplicaOptions>? options = null, ulong seed = 0)
    {
        Seed = seed;
        First = Configuration.Of(Enumerable.Range(1, voters).Select(id => new Member((ulong)id, MemberRole.Voter)));
        foreach (var member in First.Members)
            Add(member.Id, options?.Invoke(member.Id) ?? new ReplicaOptions { Id = member.Id });
    }

    public Configuration First { get; }

    public ulong Seed { get; }

    public long NowMs { get; private set; } = 1000;

    /// <summary>Messages that are lost besides those of cut links.</summary>
    public Func<Message, bool>? Loses { get; set; }

    /// <summary>Sees every message that is sent.</summary>
    public Action<Message>? Sees { get; set; }

    public IEnumerable<Node> Nodes => _nodes.Values;

    public Node this[ulong id] => _nodes[id];

    public Node? Leader => _nodes.Values.Where(node => node.Replica.IsLeader).MaxBy(node => node.Replica.Term);

    public Node Add(ulong id, ReplicaOptions options, Configuration? configuration = null, double clockRate = 1)
    {
        var start = new StartState { Configurations = [new PlacedConfiguration(0, configuration ?? First)] };
        var node = new Node(this, options, start, clockRate);
        _nodes[id] = node;
        return node;
    }

    /// <summary>The node stops and starts again with what its disk has; what it heard is forgotten.</summary>
    public Node Restart(ulong id) => _nodes[id] = new Node(_nodes[id]);

    /// <summary>Only links among these work.</summary>
    public void Connect(params ulong[] ids)
    {
        Heal();
        foreach (var from in _nodes.Keys)
        {
            foreach (var to in _nodes.Keys.Where(to => to != from && !(ids.Contains(from) && ids.Contains(to))))
                Cut(from, to);
        }
    }

    /// <summary>Only links among these work, and only the first of them campaigns, until it leads.</summary>
    public Node ElectAmong(params ulong[] ids)
    {
        Connect(ids);
        foreach (var node in _nodes.Values)
            node.IsPatient = node.Replica.Id != ids[0];
        for (var i = 0; i < 500 && Leader?.Replica.Id != ids[0]; i++)
            Run(10);
        foreach (var node in _nodes.Values)
            node.IsPatient = false;
        return _nodes[ids[0]];
    }

    public void Cut(ulong from, ulong to) => _cut.Add((from, to));

    public void Isolate(ulong id)
    {
        foreach (var other in _nodes.Keys.Where(other => other != id))
        {
            Cut(id, other);
            Cut(other, id);
        }
    }

    public void Heal() => _cut.Clear();

    public void CutBoth(ulong one, ulong other)
    {
        Cut(one, other);
        Cut(other, one);
    }

    public void HealBoth(ulong one, ulong other)
    {
        _cut.Remove((one, other));
        _cut.Remove((other, one));
    }

    /// <summary>Lets time pass in steps of 10 ms, delivering what is sent.</summary>
    public void Run(int milliseconds)
    {
        for (var until = NowMs + milliseconds; NowMs < until;)
        {
            NowMs += 10;
            foreach (var node in _nodes.Values)
            {
                if (!node.IsPaused && (!node.IsPatient || node.Replica.IsLeader))
                    node.Replica.Tick(node.ClockMs);
            }

            Deliver();
        }
    }

    public Node Elect()
    {
        for (var i = 0; i < 300 && (Leader is not { } leader || leader.Replica.CommitIndex < leader.Replica.TermStartIndex); i++)
            Run(10);
        return Leader ?? throw new InvalidOperationException("nobody was elected");
    }

    /// <summary>Until nobody has anything to say.</summary>
    public void Deliver()
    {
        bool any;
        do
        {
            any = false;
            foreach (var node in _nodes.Values.ToList())
            {
                if (node.IsPaused)
                    continue;
                node.Work();
                foreach (var message in node.TakeSent())
                {
                    any = true;
                    Sees?.Invoke(message);
                    var isLost = Loses?.Invoke(message) == true || _cut.Contains((message.From, message.To));
                    if (!isLost && _nodes.TryGetValue(message.To, out var to))
                        to.Receive(message);
                }
            }
        }
        while (any);
    }

    /// <summary>One replica with its log and its disk.</summary>
    internal sealed class Node
    {
        private readonly Cluster _cluster;
        private readonly Queue<Message> _inbox = new();
        private readonly ReplicaOptions _options;
        private HardState _saved;

        public Node(Cluster cluster, ReplicaOptions options, StartState start, double clockRate)
        {
            (_cluster, _options, ClockRate) = (cluster, options, clockRate);
            Replica = new Replica(options, start, Log, new SeededRandom(options.Id + (1000 * cluster.Seed)), ClockMs);
        }

        /// <summary>The same one after a restart.</summary>
        public Node(Node before)
        {
            (_cluster, _options, _saved, Log, Configurations) =
                (before._cluster, before._options, before._saved, before.Log, before.Configurations);
            ClockRate = before.ClockRate;
            var start = new StartState
            {
                HardState = _saved,
                LastIndex = Log.LastIndex,
                LastTerm = Log.TermAt(Log.LastIndex) ?? 0,
                Configurations =
                [
                    new PlacedConfiguration(0, _cluster.First),
                    .. Configurations.Select(placed => new PlacedConfiguration(placed.Key, placed.Value)),
                ],
            };
            Replica = new Replica(_options, start, Log, new SeededRandom(_options.Id + 7), ClockMs);
        }

        public Replica Replica { get; }

        public TestLog Log { get; } = new();

        /// <summary>Against the true time.</summary>
        public double ClockRate { get; }

        public long ClockMs => (long)(_cluster.NowMs * ClockRate);

        /// <summary>It does not campaign; it answers.</summary>
        public bool IsPatient { get; set; }

        public bool IsPaused { get; set; }

        /// <summary>Its disk takes nothing.</summary>
        public bool IsDiskStuck { get; set; }

        public List<ReadResult> Reads { get; } = [];

        /// <summary>Those among the entries, by index.</summary>
        public SortedDictionary<ulong, Configuration> Configurations { get; } = [];

        public ulong Propose(int count = 1)
        {
            for (; count > 0; count--)
                Log.Append(Log.LastIndex + 1, Replica.Term);
            Replica.Proposed(Log.LastIndex);
            return Log.LastIndex;
        }

        public void Propose(Configuration configuration)
        {
            Log.Append(Log.LastIndex + 1, Replica.Term);
            Configurations[Log.LastIndex] = configuration;
            Replica.ProposedConfiguration(Log.LastIndex, configuration);
        }

        public void Receive(Message message) => _inbox.Enqueue(message);

        public void Work()
        {
            while (_inbox.TryDequeue(out var message))
                Take(message);
            if (!IsDiskStuck && Replica.TryTakeHardState(out var state))
            {
                _saved = state;
                Replica.HardStateSaved(state);
            }

            if (Replica.NeedsNoOp)
                Propose();
            if (!IsDiskStuck)
                Replica.Durable(Log.LastIndex);
            Replica.Applied(Replica.CommitIndex);
            while (Replica.TryTakeRead(out var read))
                Reads.Add(read);
        }

        public List<Message> TakeSent()
        {
            var sent = new List<Message>();
            while (Replica.TryTakeMessage(out var message))
                sent.Add(message);
            foreach (var peer in Replica.Peers.ToList())
            {
                while (Replica.TryPlanAppend(peer, out var plan))
                    sent.Add(Carry(plan));
            }

            return sent;
        }

        private Message Carry(in AppendPlan plan)
        {
            var count = 0;
            while (plan.First + (ulong)count <= plan.Last && Log.TermAt(plan.First + (ulong)count) == plan.EntryTerm)
                count++;
            Replica.Shipped(plan.To, plan.PreviousIndex + (ulong)count, count);
            return new Message
            {
                Kind = MessageKind.Append,
                From = Replica.Id,
                To = plan.To,
                Term = plan.Term,
                Index = plan.PreviousIndex,
                LogTerm = plan.PreviousTerm,
                Commit = plan.Commit,
                EntryTerm = plan.EntryTerm,
                EntryCount = count,
                Configurations = [.. PlacedBetween(plan.First, plan.PreviousIndex + (ulong)count)],
            };
        }

        private IEnumerable<PlacedConfiguration> PlacedBetween(ulong first, ulong last) => Configurations
            .Where(placed => placed.Key >= first && placed.Key <= last)
            .Select(placed => new PlacedConfiguration(placed.Key, placed.Value));

        private void Take(in Message message)
        {
            var change = Replica.Step(message, ClockMs);
            switch (change.Kind)
            {
                case LogChangeKind.Append:
                    for (var index = change.Index; index <= message.Index + (ulong)message.EntryCount; index++)
                        Log.Append(index, message.EntryTerm);
                    foreach (var placed in message.Configurations ?? [])
                        Configurations[placed.Index] = placed.Configuration;
                    Replica.Appended(Log.LastIndex, message.EntryTerm);
                    break;
                case LogChangeKind.Truncate:
                    Log.Truncate(change.Index);
                    foreach (var index in Configurations.Keys.Where(index => index > change.Index).ToList())
                        Configurations.Remove(index);
                    Replica.Truncated(change.Index);
                    break;
                default:
                    break;
            }
        }
    }
}
