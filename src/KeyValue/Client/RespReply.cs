using System.Text;
using FromScratch.Protocols.Resp.Replies;

namespace FromScratch.KeyValue.Client;

/// <summary>One whole reply or message of a server.</summary>
public sealed class RespReply
{
    private RespReply(RespType type, byte[] bytes, long integer, bool isNull, RespReply[] elements) =>
        (Type, Bytes, Integer, IsNull, Elements) = (type, bytes, integer, isNull, elements);

    public RespType Type { get; }

    /// <summary>What a string or an error says.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public long Integer { get; }

    public bool IsNull { get; }

    /// <summary>Of an array or push; a map's keys and values one after the other.</summary>
    public IReadOnlyList<RespReply> Elements { get; }

    public bool IsError => Type is RespType.Error or RespType.BulkError;

    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <param name="reply">Measured by <see cref="ReplyScanner"/>.</param>
    public static RespReply Parse(ReadOnlySpan<byte> reply)
    {
        var reader = new ReplyReader(reply);
        reader.Read();
        return Read(ref reader);
    }

    private static RespReply Read(ref ReplyReader reader)
    {
        while (reader.Type == RespType.Attribute)
        {
            reader.SkipElements();
            reader.Read();
        }

        var (type, integer, isNull) = (reader.Type, reader.Integer, reader.IsNull);
        var bytes = reader.Text.ToArray();
        var elements = reader.Count == 0 ? [] : new RespReply[reader.Count];
        for (var i = 0; i < elements.Length; i++)
        {
            reader.Read();
            elements[i] = Read(ref reader);
        }

        return new RespReply(type, bytes, integer, isNull, elements);
    }
}
