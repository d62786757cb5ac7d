using FromScratch.Core;
using FromScratch.Protocols.Resp;
using FromScratch.TestKit;

namespace FromScratch.KeyValue.Tests.Commands;

/// <summary>Random commands, here and on a real server where one is installed: the replies are the same bytes.</summary>
public sealed class RealRedisTests
{
    private const int StepCount = 5000;

    /// <summary>Seconds and milliseconds that the two may differ by, since each looks at the clock for itself.</summary>
    private const long SecondsTolerance = 2;
    private const long MsTolerance = 2000;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_commands_have_the_same_replies(int version)
    {
        await using var redis = await RealRedis.StartAsync();
        redis.Run("HELLO", version.ToString());
        Seeds.ForEach(2, random =>
        {
            redis.Run("FLUSHALL");
            Compare(random, redis, (RespVersion)version);
        });
    }

    private static void Compare(SeededRandom random, RealRedis redis, RespVersion version)
    {
        using var ours = new CommandRunner(version);
        var generator = new CommandGenerator(random);
        var differences = new List<string>();
        for (var step = 0; step < StepCount; step++)
        {
            var command = generator.Next();
            ours.TimeMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            var theirs = redis.Run(command);
            var reply = ours.Run(command);
            if (!AreSame(command[0], theirs, reply))
                differences.Add($"step {step}: {Escape(string.Join(' ', command))}\n  theirs {Escape(theirs)}\n  ours   {Escape(reply)}");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(10)));
    }

    private static bool AreSame(string name, string theirs, string ours)
    {
        if (theirs == ours)
            return true;
        return name switch
        {
            "TTL" or "EXPIRETIME" => IsNear(theirs, ours, SecondsTolerance),
            "PTTL" or "PEXPIRETIME" => IsNear(theirs, ours, MsTolerance),
            "KEYS" or "SCAN" or "HGETALL" or "HKEYS" or "HVALS" or "HSCAN" or "HRANDFIELD" => Sorted(theirs) == Sorted(ours),
            _ => false,
        };
    }

    private static bool IsNear(string theirs, string ours, long tolerance) =>
        long.TryParse(theirs.AsSpan(1), out var left) && long.TryParse(ours.AsSpan(1), out var right)
        && left > 0 && right > 0 && Math.Abs(left - right) <= tolerance;

    /// <summary>Elements in whatever order: the same lines.</summary>
    private static string Sorted(string reply) => string.Join("\r\n", reply.Split("\r\n").Order(StringComparer.Ordinal));

    private static string Escape(string text) =>
        string.Concat(text.Take(300).Select(
            character => character is >= ' ' and <= '~' ? character.ToString() : $"\\x{(int)character:x2}"));
}
