using FromScratch.Transport;

namespace FromScratch.KeyValue.Session;

/// <summary>Makes the server's sessions.</summary>
internal sealed class KeyValueSessionFactory(KeyValueContext context) : ISessionFactory
{
    public ISession Open(IConnection connection) => new KeyValueSession(context, connection);
}
