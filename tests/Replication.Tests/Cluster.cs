using FromScratch.Core;
using FromScratch.Replication.Membership;
using FromScratch.Replication.Messages;

namespace FromScratch.Replication.Tests;

/// <summary>
/// A few replicas, one clock, and messages that arrive at once unless a link is cut. Disks keep everything at once unless told not to.
/// </summary>
internal sealed class Cluster
{
    private readonly Dictionary<ulong, Node> _nodes = [];
    private readonly HashSet<(ulong From, ulong To)> _cut = [];

    public Cluster(int voters, Func<ulong, ReplicaOptions>? options = null)
    {
        First = Configuration.Of(Enumerable.Range(1, voters).Select(id => new Member((ulong)id, MemberRole.Voter)));
        foreach (var member in First.Members)
            Add(member.Id, options?.Invoke(member.Id) ?? new ReplicaOptions { Id = member.Id });
    }

    public Configuration First { get; }

    public long NowMs { get; private set; } = 1000;

    public IEnumerable<Node> Nodes => _nodes.Values;

    public Node this[ulong id] => _nodes[id];

    public Node? Leader => _nodes.Values.Where(node => node.Replica.IsLeader).MaxBy(node => node.Replica.Term);

    public Node Add(ulong id, ReplicaOptions options, Configuration? configuration = null)
    {
        var node = new Node(this, options, new StartState { Configurations = [new PlacedConfiguration(0, configuration ?? First)] });
        _nodes[id] = node;
        return node;
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

    /// <summary>Lets time pass in steps of 10 ms, delivering what is sent.</summary>
    public void Run(int milliseconds)
    {
        for (var until = NowMs + milliseconds; NowMs < until;)
        {
            NowMs += 10;
            foreach (var node in _nodes.Values)
            {
                if (!node.IsPaused)
                    node.Replica.Tick(NowMs);
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
                    if (!_cut.Contains((message.From, message.To)) && _nodes.TryGetValue(message.To, out var to))
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

        public Node(Cluster cluster, ReplicaOptions options, StartState start)
        {
            _cluster = cluster;
            Replica = new Replica(options, start, Log, new SeededRandom(options.Id), cluster.NowMs);
        }

        public Replica Replica { get; }

        public TestLog Log { get; } = new();

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
                Replica.HardStateSaved(state);
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
            var change = Replica.Step(message, _cluster.NowMs);
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
                    Replica.Truncated(change.Index);
                    break;
                default:
                    break;
            }
        }
    }
}
