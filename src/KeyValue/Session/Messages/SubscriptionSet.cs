namespace FromScratch.KeyValue.Session.Messages;

/// <summary>What one client listens to.</summary>
internal sealed class SubscriptionSet
{
    /// <summary>Channels and patterns of one client together.</summary>
    public const int CountMax = 1 << 20;

    private readonly HashSet<byte[]> _channels = new(ByteStringComparer.Instance);
    private readonly HashSet<byte[]> _patterns = new(ByteStringComparer.Instance);

    public IReadOnlyCollection<byte[]> Channels => _channels;

    public IReadOnlyCollection<byte[]> Patterns => _patterns;

    public int Count => _channels.Count + _patterns.Count;

    public bool Add(byte[] name, bool isPattern) => (isPattern ? _patterns : _channels).Add(name);

    public bool Remove(byte[] name, bool isPattern) => (isPattern ? _patterns : _channels).Remove(name);

    public void Clear()
    {
        _channels.Clear();
        _patterns.Clear();
    }
}
