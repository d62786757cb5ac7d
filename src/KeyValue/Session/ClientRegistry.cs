namespace FromScratch.KeyValue.Session;

/// <summary>The clients that are connected, in the order of their numbers.</summary>
internal sealed class ClientRegistry
{
    private readonly SortedDictionary<long, KeyValueSession> _sessions = [];

    public int Count => _sessions.Count;

    public IEnumerable<KeyValueSession> All => _sessions.Values;

    public void Add(KeyValueSession session) => _sessions.Add(session.Id, session);

    public void Remove(KeyValueSession session) => _sessions.Remove(session.Id);
}
