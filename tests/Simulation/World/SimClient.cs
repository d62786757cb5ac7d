using FromScratch.Core;
using FromScratch.Simulation.Checks;
using FromScratch.Simulation.Model;

namespace FromScratch.Simulation.World;

/// <summary>A client that does one thing after the other, at any node, and remembers what it was told.</summary>
internal sealed class SimClient(SimWorld world, int number, ulong seed)
{
    private const int PatienceUs = 400_000;
    private readonly SeededRandom _random = new(seed);
    private Command _command;
    private long _called;
    private ulong _leader;

    /// <summary>Operations without an answer: they may have been done.</summary>
    public List<Operation> Unfinished { get; } = [];

    public bool HasWrittenSinceHeal { get; private set; }

    public void Begin() => Next(_random.NextInt32(20_000));

    public void Answer(int id, long result) => world.At(world.DrawLatency(), () =>
    {
        if (id != _command.Id)
            return;
        world.History.Add(new Operation(number, _command, _called, world.Now, result));
        HasWrittenSinceHeal |= world.IsHealing && _command.Kind != CommandKind.Read;
        Next(_random.NextInt32(8_000));
    });

    /// <summary>It was certainly not done.</summary>
    public void Refuse(int id) => world.At(world.DrawLatency(), () =>
    {
        if (id != _command.Id)
            return;
        _leader = 0;
        Next(_random.NextInt32(20_000));
    });

    private void Next(long delay)
    {
        _command = default;
        world.At(delay, Ask);
    }

    private void Ask()
    {
        if (HasWrittenSinceHeal)
            return;
        _command = Draw();
        _called = world.Now;
        var node = world.Nodes.Find(node => node.Id == _leader) ?? world.Nodes[_random.NextInt32(world.Nodes.Count)];
        if (_random.Chance(0.2) || node.Replica is null)
            node = world.Nodes[_random.NextInt32(world.Nodes.Count)];
        if (node.Replica is { LeaderId: not 0 } replica && _command.Kind != CommandKind.Read)
            _leader = replica.LeaderId;
        var (command, allowsStale) = (_command, _random.Chance(0.2));
        world.At(world.DrawLatency(), () => node.Ask(this, command, allowsStale));
        world.At(PatienceUs, () => GiveUp(command.Id));
    }

    private void GiveUp(int id)
    {
        if (id != _command.Id)
            return;
        if (_command.Kind != CommandKind.Read)
            Unfinished.Add(new Operation(number, _command, _called, long.MaxValue, 0));
        _leader = 0;
        Next(0);
    }

    private Command Draw()
    {
        var id = world.NextOperation++;
        var key = _random.NextInt32(world.Options.Keys);
        return _random.NextInt32(10) switch
        {
            < 3 => new Command(CommandKind.Write, key, id, 0, id),
            3 => new Command(CommandKind.Add, key, 1_000_000, 0, id),
            4 => new Command(CommandKind.Swap, key, id, _random.NextInt32(1 + id), id),
            _ => new Command(CommandKind.Read, key, 0, 0, id),
        };
    }
}
