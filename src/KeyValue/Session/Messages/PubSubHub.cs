using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Session.Messages;

/// <summary>Who listens to which channels and patterns.</summary>
internal sealed class PubSubHub
{
    private readonly Dictionary<byte[], HashSet<KeyValueSession>> _channels = new(ByteStringComparer.Instance);
    private readonly Dictionary<byte[], HashSet<KeyValueSession>> _patterns = new(ByteStringComparer.Instance);

    public int ChannelCount => _channels.Count;

    public int PatternCount => _patterns.Count;

    public IEnumerable<byte[]> Channels => _channels.Keys;

    public int SubscribersOf(ReadOnlySpan<byte> channel) =>
        _channels.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(channel, out var sessions) ? sessions.Count : 0;

    public void Subscribe(KeyValueSession session, byte[] name, bool isPattern)
    {
        var table = isPattern ? _patterns : _channels;
        if (!table.TryGetValue(name, out var sessions))
            table.Add(name, sessions = []);
        sessions.Add(session);
    }

    public void Unsubscribe(KeyValueSession session, byte[] name, bool isPattern)
    {
        var table = isPattern ? _patterns : _channels;
        if (table.TryGetValue(name, out var sessions) && sessions.Remove(session) && sessions.Count == 0)
            table.Remove(name);
    }

    /// <summary>The end of all a session's subscriptions.</summary>
    public void Forget(KeyValueSession session)
    {
        if (!session.IsSubscribed)
            return;
        foreach (var channel in session.Subscriptions.Channels)
            Unsubscribe(session, channel, isPattern: false);
        foreach (var pattern in session.Subscriptions.Patterns)
            Unsubscribe(session, pattern, isPattern: true);
        session.Subscriptions.Clear();
    }

    /// <summary>Hands the message to all who listen; returns how many deliveries that were.</summary>
    public int Publish(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message)
    {
        var deliveries = 0;
        if (_channels.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(channel, out var sessions))
        {
            foreach (var session in sessions)
                session.Push(null, channel, message);
            deliveries += sessions.Count;
        }

        foreach (var (pattern, listeners) in _patterns)
        {
            if (!GlobPattern.Matches(pattern, channel))
                continue;
            foreach (var session in listeners)
                session.Push(pattern, channel, message);
            deliveries += listeners.Count;
        }

        return deliveries;
    }
}
