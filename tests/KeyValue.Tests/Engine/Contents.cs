using System.Globalization;
using System.Text;
using FromScratch.KeyValue.Engine;

namespace FromScratch.KeyValue.Tests.Engine;

/// <summary>What a key holds, as text: the same for the model's entry and the keyspace's item when they agree.</summary>
internal static class Contents
{
    public static string Of(Keyspace keys, in Item item)
    {
        if (item.Type == KeyValue.Engine.ValueType.String)
            return Text("string", item.ExpiryMs, item.Version, [Convert.ToHexString(item.Value)]);
        var fields = keys.FieldsOf(item);
        var visitor = new FieldCollector();
        Assert.Equal(0UL, fields.Scan(0, long.MaxValue, ref visitor));
        Assert.Equal(fields.Count, visitor.Fields.Count);
        return Text(Encoding(fields.IsPacked), item.ExpiryMs, item.Version, visitor.Fields);
    }

    public static string Of(ModelEntry entry) => entry.Fields is null
        ? Text("string", entry.ExpiryMs, entry.Version, [Convert.ToHexString(entry.Value)])
        : Text(
            Encoding(entry.IsPacked),
            entry.ExpiryMs,
            entry.Version,
            entry.Fields.Select(field => FieldText(System.Text.Encoding.UTF8.GetBytes(field.Key), field.Value)));

    private static string Encoding(bool isPacked) => isPacked ? "listpack" : "hashtable";

    private static string FieldText(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value) =>
        Convert.ToHexString(field) + "=" + Convert.ToHexString(value);

    // A packed hash keeps its order, a table has none.
    private static string Text(string encoding, long expiryMs, ulong version, IEnumerable<string> parts)
    {
        if (encoding == "hashtable")
            parts = parts.Order(StringComparer.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{encoding} until {expiryMs} by {version}: {string.Join(',', parts)}");
    }

    private struct FieldCollector() : IFieldVisitor
    {
        public readonly List<string> Fields = [];

        public readonly void Visit(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value) => Fields.Add(FieldText(field, value));
    }
}

/// <summary>A string when there are no fields.</summary>
internal sealed class ModelEntry
{
    public byte[] Value { get; set; } = [];

    /// <summary>In order of insertion.</summary>
    public List<KeyValuePair<string, byte[]>>? Fields { get; init; }

    public bool IsPacked { get; set; } = true;

    public long ExpiryMs { get; set; }

    public ulong Version { get; set; }

    public bool IsExpired(long timeMs) => ExpiryMs != 0 && ExpiryMs < timeMs;

    public ModelEntry Clone(ulong version) => new()
    {
        Value = [.. Value],
        Fields = Fields is null ? null : [.. Fields],
        IsPacked = IsPacked,
        ExpiryMs = ExpiryMs,
        Version = version,
    };
}
