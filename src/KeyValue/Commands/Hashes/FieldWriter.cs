using FromScratch.KeyValue.Engine;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands.Hashes;

/// <summary>Writes the fields that it visits as bulk strings.</summary>
internal readonly struct FieldWriter(RespWriter reply, bool hasField, bool hasValue) : IFieldVisitor
{
    public void Visit(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        if (hasField)
            reply.Bulk(field);
        if (hasValue)
            reply.Bulk(value);
    }
}
