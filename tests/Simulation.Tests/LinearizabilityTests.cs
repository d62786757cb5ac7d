using FromScratch.Core;
using FromScratch.Simulation.Checks;
using FromScratch.Simulation.Model;

namespace FromScratch.Simulation.Tests;

public sealed class LinearizabilityTests
{
    private const long Never = long.MaxValue;

    [Fact]
    public void AReadOfWhatWasOverwrittenBeforeItBeganIsFound() => Assert.False(Linearizability.CheckKey(
    [
        Write(1, 0, 10), Write(2, 20, 30), Read(1, 40, 50),
    ]));

    [Fact]
    public void AReadBesideAWriteMayShowEither()
    {
        Assert.True(Linearizability.CheckKey([Write(1, 0, 10), Write(2, 20, 30), Read(1, 25, 50)]));
        Assert.True(Linearizability.CheckKey([Write(1, 0, 10), Write(2, 20, 30), Read(2, 25, 50)]));
    }

    [Fact]
    public void TwoReadsMayNotGoBack() => Assert.False(Linearizability.CheckKey(
    [
        Write(1, 0, 10), Write(2, 20, 90), Read(2, 30, 40), Read(1, 50, 60),
    ]));

    [Fact]
    public void WhatNobodyAnsweredMayHappenLateOrNever()
    {
        Assert.True(Linearizability.CheckKey([Write(1, 0, 10), Write(2, 20, Never), Read(1, 30, 40), Read(2, 50, 60)]));
        Assert.True(Linearizability.CheckKey([Write(1, 0, 10), Write(2, 20, Never), Read(1, 30, 40)]));
        Assert.False(Linearizability.CheckKey([Write(1, 0, 10), Write(2, 20, Never), Read(2, 30, 40), Read(1, 50, 60)]));
    }

    [Fact]
    public void AnIncrementThatIsCountedTwiceIsFound()
    {
        Assert.True(Linearizability.CheckKey([Add(1, 1, 0, 10), Add(1, 2, 5, 15), Read(2, 20, 30)]));
        Assert.False(Linearizability.CheckKey([Add(1, 1, 0, 10), Add(1, 3, 5, 15), Read(3, 20, 30)]));
    }

    [Fact]
    public void ItFindsWhatASearchThroughAllOrdersFinds()
    {
        var random = new SeededRandom(7);
        var (good, bad) = (0, 0);
        for (var round = 0; round < 3000; round++)
        {
            var operations = Enumerable.Range(0, random.NextInt32(2, 8)).Select(_ => Draw(random)).ToList();
            var expected = HasOrder(operations, 0);
            Assert.Equal(expected, Linearizability.CheckKey(operations));
            (good, bad) = expected ? (good + 1, bad) : (good, bad + 1);
        }

        Assert.True(good > 100 && bad > 100, $"{good} good and {bad} bad histories");
    }

    /// <summary>Long ones, made by a register that does one thing at a time: always right.</summary>
    [Fact]
    public void ALongHistoryOfARealRegisterIsRight()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            var random = new SeededRandom(seed);
            var value = 0L;
            var operations = new List<Operation>();
            for (var point = 100L; operations.Count < 300; point += 10)
            {
                var drawn = Draw(random).Command;
                var command = drawn.Kind == CommandKind.Write ? drawn with { Value = operations.Count + 10 } : drawn;
                var isLost = command.Kind != CommandKind.Read && random.Chance(0.03);
                var isDone = !isLost || random.Chance(0.5);
                var result = 0L;
                if (isDone)
                    (value, result) = command.ApplyTo(value);
                var returned = isLost ? Never : point + random.NextInt32(40);
                operations.Add(new Operation(0, command, point - random.NextInt32(40), returned, result));
            }

            Assert.NotEqual(false, Linearizability.CheckKey([.. operations.OrderBy(operation => operation.Called)]));
        }
    }

    private static bool HasOrder(List<Operation> left, long value)
    {
        if (left.TrueForAll(operation => operation.IsUnknown))
            return true;
        foreach (var next in left)
        {
            if (left.Exists(other => other.Returned < next.Called))
                continue;
            var (after, result) = next.Command.ApplyTo(value);
            if ((next.IsUnknown || result == next.Result) && HasOrder([.. left.Where(other => !other.Equals(next))], after))
                return true;
        }

        return false;
    }

    private static int s_id;

    private static Operation Draw(SeededRandom random)
    {
        var called = random.NextInt32(60);
        var returned = random.Chance(0.1) ? Never : called + random.NextInt32(30);
        var id = ++s_id;
        return random.NextInt32(4) switch
        {
            0 => new Operation(0, new Command(CommandKind.Write, 0, random.NextInt32(3), 0, id), called, returned, 0) is var write
                ? write with { Result = write.Command.Value } : default,
            1 => new Operation(0, new Command(CommandKind.Add, 0, 1, 0, id), called, returned, random.NextInt32(1, 4)),
            2 => new Operation(0, new Command(CommandKind.Swap, 0, 2, random.NextInt32(3), id), called, returned, random.NextInt32(2)),
            _ => new Operation(0, new Command(CommandKind.Read, 0, 0, 0, id), called, returned, random.NextInt32(4)),
        };
    }

    private static Operation Write(long value, long called, long returned) =>
        new(0, new Command(CommandKind.Write, 0, value, 0, 0), called, returned, value);

    private static Operation Add(long value, long result, long called, long returned) =>
        new(0, new Command(CommandKind.Add, 0, value, 0, 0), called, returned, result);

    private static Operation Read(long value, long called, long returned) =>
        new(0, new Command(CommandKind.Read, 0, 0, 0, 0), called, returned, value);
}
