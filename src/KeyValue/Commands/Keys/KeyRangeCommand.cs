using FromScratch.KeyValue.Engine;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Values;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Keys;

/// <summary>
/// KEYRANGE min max [REV] [LIMIT offset count] [WITHVALUES]: keys in the order of their bytes. Bounds are written as for ZRANGE BYLEX:
/// - and + for none, [key with the key itself, (key without it; with REV the greater one comes first. WITHVALUES puts the value behind each
/// key, nil behind a hash.
/// </summary>
internal static class KeyRangeCommand
{
    public static void Execute(in RespRequest request, in CommandContext context)
    {
        if (!context.Keys.IsOrdered)
        {
            context.Reply.Error("ERR KEYRANGE needs keys that are kept in order: start with ordered-keys yes"u8);
            return;
        }

        if (!TryParse(request, context, out var options))
            return;
        if (!TryBound(request[1], out var first) || !TryBound(request[2], out var second))
        {
            context.Reply.Error("ERR min or max not valid string range item"u8);
            return;
        }

        var min = request[options.IsReversed ? 2 : 1];
        var max = request[options.IsReversed ? 1 : 2];
        if (min is [(byte)'+'] || max is [(byte)'-'])
        {
            context.Reply.Array(0);
            return;
        }

        var collector = new Collector(ReplyScratch.For(context.Reply), options.WithValues);
        context.Keys.Range(
            options.IsReversed ? second : first, options.IsReversed ? first : second, options.IsReversed, options.Offset, options.Count,
            ref collector);
        collector.Found.WriteArray();
    }

    private static bool TryParse(in RespRequest request, in CommandContext context, out Options options)
    {
        options = new Options { Count = long.MaxValue };
        for (var at = 3; at < request.Count; at++)
        {
            if (request[at].Is("rev"u8))
            {
                options.IsReversed = true;
            }
            else if (request[at].Is("withvalues"u8))
            {
                options.WithValues = true;
            }
            else if (request[at].Is("limit"u8) && at + 2 < request.Count)
            {
                if (!StrictInteger.TryParse(request[at + 1], out options.Offset)
                    || !StrictInteger.TryParse(request[at + 2], out options.Count))
                {
                    context.Reply.Raw(RespReplies.NotAnInteger);
                    return false;
                }

                // As Redis: a negative count is no limit, and nothing stands before the first.
                options.Count = options.Count < 0 ? long.MaxValue : options.Offset < 0 ? 0 : options.Count;
                at += 2;
            }
            else
            {
                context.Reply.Raw(RespReplies.SyntaxError);
                return false;
            }
        }

        return true;
    }

    private static bool TryBound(ReadOnlySpan<byte> text, out KeyBound bound)
    {
        bound = text switch
        {
            [(byte)'-'] or [(byte)'+'] => new KeyBound([], isInclusive: false, isOpen: true),
            [(byte)'[', ..] => new KeyBound(text[1..], isInclusive: true, isOpen: false),
            [(byte)'(', ..] => new KeyBound(text[1..], isInclusive: false, isOpen: false),
            _ => default,
        };
        return text is [(byte)'-'] or [(byte)'+'] or [(byte)'[' or (byte)'(', ..];
    }

    private struct Options
    {
        public bool IsReversed;
        public bool WithValues;
        public long Offset;
        public long Count;
    }

    private ref struct Collector(ReplyScratch found, bool withValues) : IItemVisitor
    {
        public ReplyScratch Found = found;

        public void Visit(in Item item)
        {
            Found.Elements.Bulk(item.Key);
            Found.Count++;
            if (!withValues)
                return;
            if (item.Type == ValueType.String)
                Found.Elements.Bulk(item.Value);
            else
                Found.Elements.Null();
            Found.Count++;
        }
    }
}
