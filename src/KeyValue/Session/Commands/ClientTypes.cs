using System.Text;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>The kinds of clients that CLIENT LIST and CLIENT KILL tell apart.</summary>
internal enum ClientType : byte
{
    Normal,
    Master,
    Replica,
    PubSub,
}

internal static class ClientTypes
{
    public static bool TryParse(ReadOnlySpan<byte> word, out ClientType type)
    {
        type = ClientType.Normal;
        if (Ascii.EqualsIgnoreCase(word, "master"u8))
            type = ClientType.Master;
        else if (Ascii.EqualsIgnoreCase(word, "replica"u8) || Ascii.EqualsIgnoreCase(word, "slave"u8))
            type = ClientType.Replica;
        else if (Ascii.EqualsIgnoreCase(word, "pubsub"u8))
            type = ClientType.PubSub;
        else if (!Ascii.EqualsIgnoreCase(word, "normal"u8))
            return false;
        return true;
    }

    public static ClientType Of(KeyValueSession session) => session.IsSubscribed ? ClientType.PubSub : ClientType.Normal;
}
