using FromScratch.Cache.Admin.Stats;
using FromScratch.Cache.Engine;

namespace FromScratch.Cache.Admin.Watch;

/// <summary>
/// Turns evictions into lines of `watch evictions`. Called under the partition's lock; takes the hub's lock,
/// which never waits for the engine.
/// </summary>
internal sealed class EvictionTap(WatchHub hub) : IEvictionObserver
{
    public void Evicted(in ItemView item)
    {
        var info = item.Info;
        var line = new LogLine(stackalloc byte[LogLine.BytesMax]);
        line.Add("type=eviction key="u8);
        line.AddKey(item.Key);
        line.Add(info.Fetched ? " fetch=yes"u8 : " fetch=no"u8);
        line.Add(" ttl="u8, info.TtlSeconds);
        line.Add(" la="u8, info.IdleSeconds);
        line.Add(" clsid="u8, ReportedClass.All);
        line.Add(" size="u8, item.ValueLength);
        hub.Publish(WatchKinds.Evictions, line.Written);
    }
}
