using System.Buffers;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Snapshots;

/// <summary>Turns a snapshot into the commands that make its keys: SET with PXAT, HSET, PEXPIREAT.</summary>
/// <param name="emit">Gets whole commands, about <see cref="BatchBytes"/> at a time, and how many they are.</param>
internal sealed class CommandSink(CommandBatch emit) : ISnapshotSink
{
    private const int BatchBytes = 64 * 1024;
    private const int FieldsPerCommand = 128;
    private readonly OutputBuffer _commands = new(BatchBytes, BatchBytes);
    private readonly byte[] _expiry = new byte[20];
    private int _count;

    public long Keys { get; private set; }

    public void String(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long expiryMs, ulong version)
    {
        var writer = Begin(expiryMs == 0 ? 3 : 5);
        writer.Bulk("SET"u8);
        writer.Bulk(key);
        writer.Bulk(value);
        if (expiryMs != 0)
        {
            writer.Bulk("PXAT"u8);
            writer.Bulk(Text(expiryMs));
        }

        Keys++;
        EmitWhenFull();
    }

    public void Hash(ReadOnlySpan<byte> key, long expiryMs, ulong version, SnapshotFields fields)
    {
        Keys++;
        Add(key, expiryMs, fields);
    }

    public void MoreOfHash(ReadOnlySpan<byte> key, long expiryMs, ulong version, SnapshotFields fields) => Add(key, expiryMs, fields);

    /// <summary>What is left.</summary>
    public void Emit()
    {
        if (_count > 0)
            emit(_commands.Written, _count);
        _commands.Clear();
        _count = 0;
    }

    private void Add(ReadOnlySpan<byte> key, long expiryMs, SnapshotFields fields)
    {
        while (fields.Count > 0)
        {
            var count = Math.Min(fields.Count, FieldsPerCommand);
            var writer = Begin(2 + (2 * count));
            writer.Bulk("HSET"u8);
            writer.Bulk(key);
            for (; count > 0 && fields.MoveNext(); count--)
            {
                writer.Bulk(fields.Field);
                writer.Bulk(fields.Value);
            }

            EmitWhenFull();
        }

        if (expiryMs == 0)
            return;
        var expire = Begin(3);
        expire.Bulk("PEXPIREAT"u8);
        expire.Bulk(key);
        expire.Bulk(Text(expiryMs));
        EmitWhenFull();
    }

    private RespWriter Begin(int words)
    {
        var writer = new RespWriter(_commands, RespVersion.Resp2);
        writer.Array(words);
        _count++;
        return writer;
    }

    private ReadOnlySpan<byte> Text(long number)
    {
        number.TryFormat(_expiry, out var length, default, System.Globalization.CultureInfo.InvariantCulture);
        return _expiry.AsSpan(0, length);
    }

    private void EmitWhenFull()
    {
        if (_commands.IsOverSoftLimit)
            Emit();
    }
}

/// <summary>Some whole commands as RESP arrays.</summary>
public delegate void CommandBatch(ReadOnlySpan<byte> commands, int count);
