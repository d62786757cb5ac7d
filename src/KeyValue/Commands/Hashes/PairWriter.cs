using FromScratch.KeyValue.Engine;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands.Hashes;

/// <summary>HRANDFIELD's form: fields, or fields and values in pairs, which are arrays of their own in RESP3.</summary>
internal readonly struct PairWriter(RespWriter reply, bool withValues) : IFieldVisitor
{
    private readonly bool _isNested = withValues && reply.Version == RespVersion.Resp3;

    public void Head(int count) => reply.Array(withValues && !_isNested ? 2 * count : count);

    public void Visit(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        if (_isNested)
            reply.Array(2);
        reply.Bulk(field);
        if (withValues)
            reply.Bulk(value);
    }
}
