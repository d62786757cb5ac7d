using FromScratch.Core.Buffers;

namespace FromScratch.Cache.Admin;

/// <summary>A connection that `watch` turned into a log reader.</summary>
public interface IWatcher
{
    /// <summary>Appends the lines gathered since the last call (bounded; skipped lines are counted and told).</summary>
    void Drain(OutputBuffer output);

    void Closed();
}
