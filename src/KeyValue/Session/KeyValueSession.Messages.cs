using FromScratch.Core.Buffers;
using FromScratch.KeyValue.Feeds;
using FromScratch.KeyValue.Session.Messages;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Session;

/// <summary>What comes to the client unasked: messages of channels, and other clients' commands (MONITOR).</summary>
internal sealed partial class KeyValueSession
{
    /// <summary>What may wait for a slow client, as Redis's client-output-buffer-limit for subscribers; then it is closed.</summary>
    private const int PushedBytesMax = 32 << 20;

    private OutputBuffer? _pushes;
    private SubscriptionSet? _subscriptions;

    public SubscriptionSet Subscriptions => _subscriptions ??= new SubscriptionSet();

    public bool IsMonitor { get; set; }

    /// <summary>What it sends without being asked again; null = nothing. The pump disposes of it when it is no longer this one.</summary>
    public SessionStream? Stream { get; set; }

    public int PushedBytes => _pushes?.Length ?? 0;

    public bool IsSubscribed => _subscriptions is { Count: > 0 };

    /// <summary>
    /// As Redis: whoever listens to channels, to other clients' commands or to a stream is not closed for its silence. Its own loop alone
    /// changes any of that from nothing to something, so no gate is needed to look.
    /// </summary>
    public bool MayBeSilent => IsSubscribed || IsMonitor || Stream is not null;

    /// <param name="pattern">The pattern that the channel matches; null = the channel itself is listened to.</param>
    /// <param name="channel">Where the message was published.</param>
    /// <param name="message">What was published.</param>
    public void Push(byte[]? pattern, ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message)
    {
        if (!HasRoomFor(channel.Length + message.Length))
            return;
        var writer = new RespWriter(_pushes!, Version);
        writer.Push(pattern is null ? 3 : 4);
        writer.Bulk(pattern is null ? "message"u8 : "pmessage"u8);
        if (pattern is not null)
            writer.Bulk(pattern);
        writer.Bulk(channel);
        writer.Bulk(message);
        WakeForPushes();
    }

    public void PushRaw(ReadOnlySpan<byte> bytes)
    {
        if (!HasRoomFor(bytes.Length))
            return;
        _pushes!.Write(bytes);
        WakeForPushes();
    }

    /// <summary>What waits is sent in front of what is written next.</summary>
    public void TakePushes(OutputBuffer output)
    {
        if (_pushes is not { Length: > 0 } pushes)
            return;
        output.Write(pushes.Written);
        pushes.Clear();
        if (Stream is not null)
            Context.Streams.Signal();
    }

    private void EndStream()
    {
        if (Stream is null)
            return;
        Stream = null;
        Context.Streams.Signal();
    }

    private bool HasRoomFor(int bytes)
    {
        if (IsClosed)
            return false;
        _pushes ??= new OutputBuffer(1024, 64 * 1024);
        if (_pushes.Length + (long)bytes <= PushedBytesMax)
            return true;
        Context.Counters.SlowReadersClosed++;
        _connection.Abort();
        return false;
    }

    private void WakeForPushes()
    {
        if (!_inTurn)
            _connection.Wake();
    }
}
