using System.Text;

namespace FromScratch.Protocols.Resp.Replies;

/// <summary>One reply as a tree, for those who would rather have objects than speed: tests and tools.</summary>
public sealed class RespValue
{
    private RespValue(ref ReplyReader reader)
    {
        Type = reader.Type;
        IsNull = reader.IsNull;
        Integer = reader.Integer;
        Bytes = reader.Text.ToArray();
        var items = reader.Count == 0 ? [] : new RespValue[reader.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = Next(ref reader);
        Items = items;
    }

    public RespType Type { get; }

    public bool IsNull { get; }

    public long Integer { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Elements; keys and values in turn for a map.</summary>
    public IReadOnlyList<RespValue> Items { get; }

    /// <summary>The text, byte for character.</summary>
    public string Text => Encoding.Latin1.GetString(Bytes.Span);

    public bool IsError => Type is RespType.Error or RespType.BulkError;

    /// <param name="reply">One whole reply as <see cref="ReplyScanner"/> has measured it. Attributes are left out.</param>
    public static RespValue Parse(ReadOnlySpan<byte> reply)
    {
        var reader = new ReplyReader(reply);
        return Next(ref reader);
    }

    /// <summary>The value that a map's key stands before, or null.</summary>
    public RespValue? Find(string key)
    {
        for (var i = 0; i + 1 < Items.Count; i += 2)
        {
            if (Items[i].Text == key)
                return Items[i + 1];
        }

        return null;
    }

    public override string ToString() => IsNull ? "(null)"
        : Items.Count > 0 ? $"{(char)Type}[{string.Join(' ', Items)}]"
        : $"{(char)Type}{Text}";

    private static RespValue Next(ref ReplyReader reader)
    {
        while (reader.Read() && reader.Type == RespType.Attribute)
            reader.SkipElements();
        return new RespValue(ref reader);
    }
}
