using FromScratch.KeyValue.Engine;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Values;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Hashes;

/// <summary>All fields: HGETALL, HKEYS, HVALS; HSCAN.</summary>
internal static class HashListCommands
{
    public static void HGetAll(in RespRequest request, in CommandContext context)
    {
        if (!HashGetCommands.TryFields(request, context, out var fields))
            return;
        context.Reply.Map(fields.Exists ? fields.Count : 0);
        WriteAll(fields, new FieldWriter(context.Reply, hasField: true, hasValue: true));
    }

    public static void HKeys(in RespRequest request, in CommandContext context)
    {
        if (!HashGetCommands.TryFields(request, context, out var fields))
            return;
        context.Reply.Array(fields.Exists ? fields.Count : 0);
        WriteAll(fields, new FieldWriter(context.Reply, hasField: true, hasValue: false));
    }

    public static void HVals(in RespRequest request, in CommandContext context)
    {
        if (!HashGetCommands.TryFields(request, context, out var fields))
            return;
        context.Reply.Array(fields.Exists ? fields.Count : 0);
        WriteAll(fields, new FieldWriter(context.Reply, hasField: false, hasValue: true));
    }

    public static void HScan(in RespRequest request, in CommandContext context)
    {
        if (!ScanArguments.TryCursor(request[2], context, out var cursor))
            return;
        var item = context.FindToRead(request[1]);
        if (!item.Exists)
        {
            // As in Redis, before the options are looked at.
            context.Reply.Raw("*2\r\n$1\r\n0\r\n*0\r\n"u8);
            return;
        }

        if (context.IsWrongType(item, ValueType.Hash)
            || !ScanArguments.TryParse(request, first: 3, hasType: false, context, out var arguments))
            return;
        var collector = new Collector(ReplyScratch.For(context.Reply), arguments.PatternIndex > 0, arguments.PatternOf(request));
        cursor = context.Keys.FieldsOf(item).Scan(cursor, arguments.Count, ref collector);
        context.Reply.Array(2);
        ScanArguments.WriteCursor(cursor, context.Reply);
        collector.Found.WriteArray();
    }

    private static void WriteAll(HashFields fields, FieldWriter writer)
    {
        if (fields.Exists)
            fields.Scan(cursor: 0, long.MaxValue, ref writer);
    }

    private ref struct Collector(ReplyScratch found, bool hasPattern, ReadOnlySpan<byte> pattern) : IFieldVisitor
    {
        private readonly ReadOnlySpan<byte> _pattern = pattern;

        public ReplyScratch Found = found;

        public void Visit(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
        {
            if (hasPattern && !GlobPattern.Matches(_pattern, field))
                return;
            Found.Elements.Bulk(field);
            Found.Elements.Bulk(value);
            Found.Count += 2;
        }
    }
}
