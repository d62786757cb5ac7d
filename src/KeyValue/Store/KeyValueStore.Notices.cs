using System.Buffers.Binary;

namespace FromScratch.KeyValue.Store;

/// <summary>A message was published on another node.</summary>
public delegate void MessagePublished(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message);

/// <content>Messages of channels, passed on to the other nodes: length of the channel's name, name, message.</content>
public sealed partial class KeyValueStore
{
    /// <summary>Under the gate.</summary>
    internal MessagePublished? Published { get; set; }

    /// <summary>For the subscribers of the other nodes that are connected.</summary>
    internal void Publish(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message)
    {
        if (_group is null || IsAlone)
            return;
        var body = new byte[sizeof(int) + channel.Length + message.Length];
        BinaryPrimitives.WriteInt32LittleEndian(body, channel.Length);
        channel.CopyTo(body.AsSpan(sizeof(int)));
        message.CopyTo(body.AsSpan(sizeof(int) + channel.Length));
        _group.Notify(body);
    }

    private void Noticed(ReadOnlySpan<byte> body)
    {
        if (body.Length < sizeof(int))
            return;
        var length = BinaryPrimitives.ReadInt32LittleEndian(body);
        body = body[sizeof(int)..];
        if (length >= 0 && length <= body.Length)
            Published?.Invoke(body[..length], body[length..]);
    }
}
