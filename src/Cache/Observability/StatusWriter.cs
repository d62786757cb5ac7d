using System.Text.Json;
using FromScratch.Cache.Session;
using FromScratch.Transport;

namespace FromScratch.Cache.Observability;

/// <summary>The cache's part of the admin server's /status.</summary>
internal static class StatusWriter
{
    public static void Write(Utf8JsonWriter json, CacheContext context, TransportServer transport)
    {
        var engine = context.Engine.Stats();
        var commands = context.SumCounters();
        json.WriteString("protocolVersion", CacheContext.Version);
        json.WriteString("eviction", context.Options.Eviction.ToString());
        json.WriteNumber("items", engine.Items);
        json.WriteNumber("itemBytes", engine.ItemBytes);
        json.WriteNumber("memoryBytesUsed", engine.MemoryBytesUsed);
        json.WriteNumber("memoryBytesMax", engine.MemoryBytesMax);
        json.WriteNumber("evictions", engine.Evictions);
        json.WriteNumber("gets", commands.CmdGet);
        json.WriteNumber("getHits", commands.GetHits);
        json.WriteNumber("sets", commands.CmdSet);
        json.WriteNumber("connections", transport.Stats().ConnectionsCurrent);
    }
}
