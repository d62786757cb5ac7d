using System.Text;
using FromScratch.KeyValue.Session.Statistics;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>INFO [section ...].</summary>
internal static class InfoHandler
{
    /// <summary>Those that INFO shows without arguments, in its order.</summary>
    private static readonly string[] Default =
        ["server", "clients", "memory", "persistence", "stats", "replication", "cpu", "errorstats", "keyspace"];

    private static readonly string[] All =
        ["server", "clients", "memory", "persistence", "stats", "replication", "cpu", "commandstats", "errorstats", "keyspace"];

    public static Step Info(in LocalCall call)
    {
        var text = new InfoText();
        foreach (var section in All.Where(Asked(call).Contains))
            InfoSections.Write(text, section, call.Context);
        call.Reply.Verbatim("txt"u8, text.ToBytes());
        return Step.Done;
    }

    private static HashSet<string> Asked(in LocalCall call)
    {
        var asked = new HashSet<string>(call.Count == 1 ? Default : []);
        for (var i = 1; i < call.Count; i++)
        {
            if (call.Is(i, "default"u8))
                asked.UnionWith(Default);
            else if (call.Is(i, "all"u8) || call.Is(i, "everything"u8))
                asked.UnionWith(All);
            else
                asked.Add(Encoding.Latin1.GetString(call[i]).ToLowerInvariant());
        }

        return asked;
    }
}
