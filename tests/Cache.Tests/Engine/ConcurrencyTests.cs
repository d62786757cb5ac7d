using System.Buffers.Binary;
using System.Text;
using FromScratch.Cache.Engine;

namespace FromScratch.Cache.Tests.Engine;

public sealed class ConcurrencyTests
{
    private const int Threads = 8;

    public static TheoryData<EvictionPolicyKind> Policies => [.. Enum.GetValues<EvictionPolicyKind>()];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Values_are_never_torn(EvictionPolicyKind policy)
    {
        using var engine = new TestEngine(2 << 20, policy, partitions: 2);
        Run(thread =>
        {
            var random = new Random(thread);
            for (var i = 0; i < 8000; i++)
            {
                var key = "key-" + random.Next(1500);
                switch (random.Next(4))
                {
                    case 0:
                        engine.Delete(key);
                        break;
                    case 1:
                        engine.Store(key, Checked(random), expiry: random.Next(4) == 0 ? 1u : 0);
                        break;
                    default:
                        if (engine.Get(key) is { } value)
                            Assert.Equal(Sum(value.AsSpan(4)), BinaryPrimitives.ReadInt32LittleEndian(value));
                        else
                            engine.Store(key, Checked(random));
                        break;
                }
            }
        });
        engine.Engine.Validate();
    }

    [Fact]
    public void Increments_add_up_exactly()
    {
        using var engine = new TestEngine(4 << 20, partitions: 2);
        for (var i = 0; i < 4; i++)
            engine.Store("n-" + i, "0");
        Run(thread =>
        {
            for (var i = 0; i < 10_000; i++)
                Assert.Equal(DeltaStatus.Ok, engine.Delta("n-" + (i & 3), 1, out _));
        });
        for (var i = 0; i < 4; i++)
            Assert.Equal((Threads * 2500).ToString(), engine.Lookup("n-" + i)!.Text);
    }

    [Fact]
    public void Compare_and_swap_loses_no_update()
    {
        using var engine = new TestEngine(4 << 20, partitions: 2);
        engine.Store("n", "0");
        Run(_ =>
        {
            for (var i = 0; i < 500; i++)
            {
                Found current;
                do
                    current = engine.Lookup("n")!;
                while (engine.Store("n", (int.Parse(current.Text) + 1).ToString(), cas: current.Cas) != StoreStatus.Stored);
            }
        });
        Assert.Equal((Threads * 500).ToString(), engine.Lookup("n")!.Text);
    }

    private static byte[] Checked(Random random)
    {
        var value = new byte[4 + (random.Next(20) == 0 ? random.Next(60_000) : random.Next(800))];
        random.NextBytes(value.AsSpan(4));
        BinaryPrimitives.WriteInt32LittleEndian(value, Sum(value.AsSpan(4)));
        return value;
    }

    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = bytes.Length;
        foreach (var value in bytes)
            sum = (sum * 31) + value;
        return sum;
    }

    private static void Run(Action<int> body)
    {
        var failures = new List<Exception>();
        var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() =>
        {
            try
            {
                body(number);
            }
            catch (Exception failure)
            {
                lock (failures)
                    failures.Add(failure);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Empty(failures);
    }
}
