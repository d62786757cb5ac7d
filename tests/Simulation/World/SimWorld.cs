using FromScratch.Core;
using FromScratch.Replication.Membership;
using FromScratch.Simulation.Checks;
using FromScratch.Simulation.Model;

namespace FromScratch.Simulation.World;

/// <summary>
/// A whole group, its network, its disks, its clocks and its clients in one thread. What happens follows from the seed and the list of
/// faults
/// alone.
/// </summary>
internal sealed partial class SimWorld
{
    private readonly PriorityQueue<Action, (long, long)> _events = new();
    private readonly SeededRandom _network;
    private readonly List<string>? _transcript;
    private long _sequence;
    private ulong _lastId;

    public SimWorld(ulong seed, SimOptions options, IReadOnlyList<Fault> faults, bool keepsTranscript = false)
    {
        (Options, Faults) = (options, faults);
        _network = new SeededRandom(seed * 3);
        Random = new SeededRandom((seed * 3) + 1);
        _transcript = keepsTranscript ? [] : null;
        var members = new List<Member>();
        AddMembers(members, options.Voters, MemberRole.Voter);
        AddMembers(members, options.Learners, MemberRole.Learner);
        AddMembers(members, options.Witnesses, MemberRole.Witness);
        var first = Configuration.Of(members);
        foreach (var member in members)
            Nodes.Add(new SimNode(this, member.Id, new SimDisk(first), Random.NextUInt64()));
        for (var client = 0; client < options.Clients; client++)
            Clients.Add(new SimClient(this, client, Random.NextUInt64()));
        Invariants = new Invariants(this);
    }

    public SimOptions Options { get; }

    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>For what belongs to nobody in particular.</summary>
    public SeededRandom Random { get; }

    /// <summary>Simulated microseconds.</summary>
    public long Now { get; private set; }

    /// <summary>By place; a node that was wiped is another one at the same place.</summary>
    public List<SimNode> Nodes { get; } = [];

    /// <summary>What lost its disk: what it had acknowledged before it had kept.</summary>
    public List<SimNode> Lost { get; } = [];

    public List<SimClient> Clients { get; } = [];

    public Invariants Invariants { get; }

    public List<Operation> History { get; } = [];

    /// <summary>What was found wrong first.</summary>
    public string? Violation { get; private set; }

    /// <summary>Times in which everything is well again.</summary>
    public bool IsHealing { get; private set; }

    public IReadOnlyList<string> Transcript => _transcript ?? [];

    public int NextOperation { get; set; } = 1;

    public ulong NewId() => ++_lastId;

    /// <summary>Runs the whole history.</summary>
    /// <returns>What was wrong; null = nothing.</returns>
    public string? Run()
    {
        foreach (var node in Nodes)
            node.Boot();
        foreach (var client in Clients)
            client.Begin();
        foreach (var fault in Faults)
            At((fault.AtMs * 1000L) - Now, () => Carry(fault));
        RunUntil((Options.FaultMs + 300) * 1000L);
        Heal();
        var until = Now + (Options.HealMs * 1000L);
        while (Violation is null && !HasRecovered() && Now < until)
            RunUntil(Now + 20_000);
        if (Violation is null && !HasRecovered())
            Fail("nobody could write again after everything was whole: " + string.Join("; ", Nodes));
        if (Violation is null && Options.CommitRule == Replication.CommitRule.Majority)
            Violation = Linearizability.Check(History.Concat(Clients.SelectMany(static client => client.Unfinished)));
        return Violation;
    }

    public void At(long delay, Action action) => _events.Enqueue(action, (Now + Math.Max(0, delay), _sequence++));

    public void Fail(string what)
    {
        Note($"VIOLATION: {what}");
        Violation ??= what;
    }

    public void Note(string what) => _transcript?.Add($"{Now / 1000.0,9:F3}  {what}");

    public bool Notes => _transcript is not null;

    private void RunUntil(long time)
    {
        while (Violation is null && _events.TryPeek(out _, out var due) && due.Item1 <= time)
        {
            var action = _events.Dequeue();
            Now = due.Item1;
            action();
        }

        Now = Math.Max(Now, time);
    }

    private bool HasRecovered() => Clients.Count > 0 && Clients.All(static client => client.HasWrittenSinceHeal);

    private void AddMembers(List<Member> members, int count, MemberRole role)
    {
        for (; count > 0; count--)
            members.Add(new Member(NewId(), role));
    }
}
