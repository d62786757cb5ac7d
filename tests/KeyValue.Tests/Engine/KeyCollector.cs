using System.Text;
using FromScratch.KeyValue.Engine;

namespace FromScratch.KeyValue.Tests.Engine;

/// <summary>Keeps the keys that a scan visits.</summary>
internal readonly struct KeyCollector() : IItemVisitor
{
    public readonly List<string> Keys = [];

    public void Visit(in Item item) => Keys.Add(Encoding.UTF8.GetString(item.Key));

    /// <summary>All keys that can be seen, by as many calls as it takes.</summary>
    public static List<string> ScanAll(Keyspace keys, long countMin)
    {
        var collector = new KeyCollector();
        ulong cursor = 0;
        do
        {
            cursor = keys.Scan(cursor, countMin, ref collector);
        }
        while (cursor != 0);
        return collector.Keys;
    }

    /// <summary>Those as well whose time has come.</summary>
    public static HashSet<string> AllKeys(Keyspace keys)
    {
        var all = new HashSet<string>();
        keys.VisitAll(key => all.Add(Encoding.UTF8.GetString(key)));
        return all;
    }
}
