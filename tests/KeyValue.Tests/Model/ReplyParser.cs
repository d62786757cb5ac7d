using System.Text;
using FromScratch.Core;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Replies;

namespace FromScratch.KeyValue.Tests.Model;

/// <summary>Bytes from the server as replies; nulls must be those of the connection's version.</summary>
internal static class ReplyParser
{
    /// <summary>All of them; null when the last one is not there whole.</summary>
    public static List<Reply>? ParseAll(ReadOnlySpan<byte> bytes, RespVersion version)
    {
        var replies = new List<Reply>();
        var scanner = new ReplyScanner();
        while (!bytes.IsEmpty)
        {
            var status = scanner.Scan(bytes, ReplyLimits.Default, out var length);
            Assert.NotEqual(DecodeStatus.Invalid, status);
            if (status == DecodeStatus.NeedMore)
                return null;
            var reader = new ReplyReader(bytes[..length]);
            Assert.True(reader.Read());
            replies.Add(Parse(ref reader, version));
            bytes = bytes[length..];
        }

        return replies;
    }

    private static Reply Parse(ref ReplyReader reader, RespVersion version)
    {
        if (reader.IsNull)
        {
            Assert.Equal(version == RespVersion.Resp3 ? RespType.Null : RespType.BulkString, reader.Type);
            return Reply.Null;
        }

        switch (reader.Type)
        {
            case RespType.SimpleString or RespType.Error:
                return new Line((char)reader.Type + Encoding.Latin1.GetString(reader.Text));
            case RespType.Integer:
                return Reply.Of(reader.Integer);
            case RespType.BulkString:
                return Reply.Of(Encoding.Latin1.GetString(reader.Text));
            case RespType.Array:
                return new Many(Elements(ref reader, version));
            case RespType.Map:
                Assert.Equal(RespVersion.Resp3, version);
                return new Pairs(Elements(ref reader, version), IsMap: true);
            default:
                throw new InvalidOperationException($"A reply of type {reader.Type} was not expected.");
        }
    }

    private static List<Reply> Elements(ref ReplyReader reader, RespVersion version)
    {
        var elements = new List<Reply>();
        for (var left = reader.Count; left > 0; left--)
        {
            Assert.True(reader.Read());
            elements.Add(Parse(ref reader, version));
        }

        return elements;
    }
}
