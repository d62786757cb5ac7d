namespace FromScratch.Demo.Memcached;

/// <summary>What became of one lookup.</summary>
public enum LookupResult
{
    /// <summary>Not held.</summary>
    Miss,

    /// <summary>Held, and every byte is as it was stored.</summary>
    Hit,

    /// <summary>Held under another key, with another length or with another byte: a defect of the server.</summary>
    Wrong,
}
