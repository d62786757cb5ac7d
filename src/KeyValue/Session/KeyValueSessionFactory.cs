using FromScratch.Transport;

namespace FromScratch.KeyValue.Session;

/// <summary>Makes the server's sessions.</summary>
internal sealed class KeyValueSessionFactory(KeyValueContext context) : ISessionFactory
{
    /// <summary>One write to the log for all clients of a round, where no sync is waited for.</summary>
    public bool RoundEnding() => context.Store.EndRound();

    public ISession Open(IConnection connection) => new KeyValueSession(context, connection);
}
