using FromScratch.KeyValue.Engine;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Commands.Keys;

/// <summary>KEYS and SCAN.</summary>
internal static class ScanCommands
{
    public static void Keys(in RespRequest request, in CommandContext context)
    {
        var collector = new Collector(ReplyScratch.For(context.Reply), MatchOf(request[1]), request[1], default);
        context.Keys.Scan(cursor: 0, long.MaxValue, ref collector);
        collector.Found.WriteArray();
    }

    public static void Scan(in RespRequest request, in CommandContext context)
    {
        if (!ScanArguments.TryCursor(request[1], context, out var cursor)
            || !ScanArguments.TryParse(request, first: 2, hasType: true, context, out var arguments))
            return;
        var collector = new Collector(
            ReplyScratch.For(context.Reply), arguments.PatternIndex > 0, arguments.PatternOf(request), arguments.TypeOf(request))
        {
            HasType = arguments.TypeIndex > 0,
        };
        cursor = context.Keys.Scan(cursor, arguments.Count, ref collector);
        context.Reply.Array(2);
        ScanArguments.WriteCursor(cursor, context.Reply);
        collector.Found.WriteArray();
    }

    private static bool MatchOf(ReadOnlySpan<byte> pattern) => !pattern.SequenceEqual("*"u8);

    private ref struct Collector(ReplyScratch found, bool hasPattern, ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> type) : IItemVisitor
    {
        private readonly ReadOnlySpan<byte> _pattern = pattern;
        private readonly ReadOnlySpan<byte> _type = type;

        public ReplyScratch Found = found;

        public bool HasType { get; init; }

        public void Visit(in Item item)
        {
            if (hasPattern && !GlobPattern.Matches(_pattern, item.Key))
                return;
            if (HasType && !_type.Is(KeyCommands.NameOf(item.Type)))
                return;
            Found.Elements.Bulk(item.Key);
            Found.Count++;
        }
    }
}
