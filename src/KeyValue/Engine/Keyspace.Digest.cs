using System.Buffers.Binary;
using System.IO.Hashing;
using FromScratch.KeyValue.Engine.Items;

namespace FromScratch.KeyValue.Engine;

public sealed unsafe partial class Keyspace
{
    /// <summary>
    /// A hash over all keys live by log time, their values and expiries, independent of order and hash seed: equal on replicas that agree.
    /// </summary>
    public UInt128 Digest()
    {
        var digest = new DigestVisitor(this);
        var scan = new TableScan(_items, cursor: 0, long.MaxValue, LogTimeMs);
        for (var item = scan.Next(); item is not null; item = scan.Next())
            digest.Visit(new Item(item));
        return digest.Sum;
    }

    // Sums of 128-bit hashes: any order gives the same.
    private struct DigestVisitor(Keyspace keys) : IFieldVisitor
    {
        private readonly XxHash128 _hash = new();
        private UInt128 _fields;

        public UInt128 Sum { get; private set; }

        public void Visit(in Item item)
        {
            Span<byte> head = stackalloc byte[1 + sizeof(long) + sizeof(int)];
            head[0] = (byte)item.Type;
            BinaryPrimitives.WriteInt64LittleEndian(head[1..], item.ExpiryMs);
            BinaryPrimitives.WriteInt32LittleEndian(head[(1 + sizeof(long))..], item.Key.Length);
            Span<byte> fields = stackalloc byte[16];
            if (item.Type == ValueType.Hash)
            {
                _fields = 0;
                _ = keys.FieldsOf(item).Scan(0, long.MaxValue, ref this);
                BinaryPrimitives.WriteUInt128LittleEndian(fields, _fields);
            }

            _hash.Append(head);
            _hash.Append(item.Key);
            _hash.Append(item.Type == ValueType.Hash ? fields : item.Value);
            Sum += TakeHash();
        }

        public void Visit(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
        {
            Span<byte> head = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(head, field.Length);
            _hash.Append(head);
            _hash.Append(field);
            _hash.Append(value);
            _fields += TakeHash();
        }

        private readonly UInt128 TakeHash()
        {
            var hash = _hash.GetCurrentHashAsUInt128();
            _hash.Reset();
            return hash;
        }
    }
}
