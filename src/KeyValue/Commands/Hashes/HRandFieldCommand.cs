using FromScratch.KeyValue.Engine;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands.Hashes;

/// <summary>HRANDFIELD key [count [WITHVALUES]]: different fields for a positive count, any for a negative one.</summary>
internal static class HRandFieldCommand
{
    /// <summary>Picks with repetition that one request may ask for. Redis has no such limit and runs out of memory.</summary>
    public const int PicksMax = 1 << 20;

    public static void HRandField(in RespRequest request, in CommandContext context)
    {
        var count = 0L;
        if (request.Count > 2 && !TryCount(request, context, out count))
            return;
        if (!HashGetCommands.TryFields(request, context, out var fields))
            return;
        if (request.Count == 2)
            WriteOne(fields, context);
        else if (!fields.Exists || count == 0)
            context.Reply.Raw(RespReplies.EmptyArray);
        else if (count < 0)
            WriteAny(fields, (int)-count, WriterOf(request, context), context);
        else
            WriteDifferent(fields, (int)Math.Min(count, fields.Count), WriterOf(request, context), context.Seed);
    }

    private static PairWriter WriterOf(in RespRequest request, in CommandContext context) =>
        new(context.Reply, withValues: request.Count == 4);

    private static void WriteOne(HashFields fields, in CommandContext context)
    {
        if (!fields.Exists)
        {
            context.Reply.Null();
            return;
        }

        var seed = context.Seed;
        fields.Random(ref seed, out var field, out _);
        context.Reply.Bulk(field);
    }

    private static void WriteAny(HashFields fields, int count, PairWriter writer, in CommandContext context)
    {
        var seed = context.Seed;
        writer.Head(count);
        for (; count > 0; count--)
        {
            fields.Random(ref seed, out var field, out var value);
            writer.Visit(field, value);
        }
    }

    private static void WriteDifferent(HashFields fields, int count, PairWriter writer, ulong seed)
    {
        writer.Head(count);
        if (fields.TryPick(count, seed, ref writer))
            return;
        var sampler = new Sampler(writer, fields.Count, count, seed);
        fields.Scan(cursor: 0, long.MaxValue, ref sampler);
    }

    private static bool TryCount(in RespRequest request, in CommandContext context, out long count)
    {
        if (!context.TryInteger(request[2], out count))
            return false;
        if (count == long.MinValue)
        {
            context.Reply.Error("ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807"u8);
            return false;
        }

        if (request.Count > 4 || (request.Count == 4 && !request[3].Is("withvalues"u8)))
        {
            context.Reply.Raw(RespReplies.SyntaxError);
            return false;
        }

        var isTooLarge = request.Count == 4 && count > long.MaxValue / 2;
        if (!isTooLarge && count >= -PicksMax)
            return true;
        context.Reply.Error("ERR value is out of range"u8);
        return false;
    }

    /// <summary>Takes each field with the chance of those wanted still among those left: every choice is as likely.</summary>
    private struct Sampler(PairWriter writer, int left, int wanted, ulong seed) : IFieldVisitor
    {
        private int _left = left;
        private int _wanted = wanted;
        private ulong _seed = seed;

        public void Visit(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
        {
            _seed = SeedMix.Mix(_seed);
            if (Math.BigMul(_seed, (ulong)_left--, out _) >= (ulong)_wanted)
                return;
            _wanted--;
            writer.Visit(field, value);
        }
    }
}
