using FromScratch.KeyValue.Engine;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Values;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Bits;

/// <summary>SETBIT and GETBIT. Bit 0 is the highest of the first byte.</summary>
internal static class BitCommands
{
    public static void SetBit(in RespRequest request, in CommandContext context)
    {
        if (!TryOffset(request[2], context, out var offset))
            return;
        if (!StrictInteger.TryParse(request[3], out var bit) || bit is not (0 or 1))
        {
            context.Reply.Error("ERR bit is not an integer or out of range"u8);
            return;
        }

        var item = context.FindToWrite(request[1]);
        if (context.IsWrongType(item, ValueType.String))
            return;
        var at = (int)(offset >> 3);
        var length = Math.Max(item.Exists ? item.Value.Length : 0, at + 1);
        var bytes = context.Keys.OpenString(request[1], length);
        var mask = 0x80 >> (int)(offset & 7);
        var before = (bytes[at] & mask) != 0;
        bytes[at] = (byte)(bit == 1 ? bytes[at] | mask : bytes[at] & ~mask);
        context.Reply.Integer(before ? 1 : 0);
    }

    public static void GetBit(in RespRequest request, in CommandContext context)
    {
        if (!TryOffset(request[2], context, out var offset))
            return;
        var item = context.FindToRead(request[1]);
        if (context.IsWrongType(item, ValueType.String))
            return;
        var isSet = item.Exists && offset >> 3 < item.Value.Length && BitSpan.IsSet(item.Value, offset);
        context.Reply.Integer(isSet ? 1 : 0);
    }

    private static bool TryOffset(ReadOnlySpan<byte> argument, in CommandContext context, out long offset)
    {
        if (StrictInteger.TryParse(argument, out offset) && offset >= 0 && offset >> 3 < Keyspace.ValueBytesMax)
            return true;
        context.Reply.Error("ERR bit offset is not an integer or out of range"u8);
        return false;
    }
}
