namespace FromScratch.Protocols.Resp.Replies;

/// <summary>
/// Walks through one whole reply that <see cref="ReplyScanner"/> has measured, value by value in the order they stand; an aggregate's
/// elements follow it. Allocates nothing.
/// </summary>
public ref struct ReplyReader(ReadOnlySpan<byte> reply)
{
    private readonly ReadOnlySpan<byte> _reply = reply;
    private int _at;

    public RespType Type { get; private set; }

    /// <summary>True for the null of RESP3 and for the null bulk string and array of RESP2.</summary>
    public bool IsNull { get; private set; }

    /// <summary>Values that follow and belong to an aggregate: two per pair of a map or attribute.</summary>
    public int Count { get; private set; }

    /// <summary>What an integer says.</summary>
    public long Integer { get; private set; }

    /// <summary>
    /// The text of anything that is no aggregate: without type and line end, and for a verbatim string without its format.
    /// </summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>The three letters in front of a verbatim string.</summary>
    public ReadOnlySpan<byte> Format { get; private set; }

    public readonly bool IsAggregate => Type is RespType.Array or RespType.Map or RespType.Set or RespType.Push or RespType.Attribute;

    public readonly bool IsError => Type is RespType.Error or RespType.BulkError;

    public readonly bool Boolean => Text is [(byte)'t'];

    public readonly double Double => ReplyLine.TryParseDouble(Text, out var value) ? value : double.NaN;

    /// <summary>Steps to the next value; false at the reply's end.</summary>
    public bool Read()
    {
        if (_at == _reply.Length)
            return false;
        Type = (RespType)_reply[_at];
        var line = _reply[(_at + 1)..];
        line = line[..line.IndexOf((byte)'\r')];
        _at += line.Length + 3;
        ReplyLine.TryRead(Type, line, out var number);
        IsNull = Type == RespType.Null || (Type is RespType.BulkString or RespType.Array && number < 0);
        Integer = Type == RespType.Integer ? number : 0;
        Count = IsAggregate && number > 0 ? (int)number * (Type is RespType.Map or RespType.Attribute ? 2 : 1) : 0;
        Format = default;
        Text = IsAggregate || IsNull ? default : line;
        if (!IsNull && Type is RespType.BulkString or RespType.BulkError or RespType.VerbatimString)
            ReadPayload((int)number);
        return true;
    }

    /// <summary>Steps over the elements of the aggregate that was just read, and theirs.</summary>
    public void SkipElements()
    {
        for (var left = Count; left > 0 && Read(); left--)
            left += Type == RespType.Attribute ? Count + 1 : Count;
    }

    private void ReadPayload(int length)
    {
        Text = _reply.Slice(_at, length);
        _at += length + 2;
        if (Type != RespType.VerbatimString)
            return;
        Format = Text[..3];
        Text = Text[4..];
    }
}
