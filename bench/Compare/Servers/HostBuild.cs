namespace FromScratch.Compare.Servers;

/// <summary>How our host is compiled for a comparison.</summary>
internal enum HostBuild
{
    /// <summary>Ahead of time into one native file: small, fast from the first request, without profile-guided optimization.</summary>
    Native,

    /// <summary>The ordinary build: the JIT with dynamic PGO.</summary>
    Jit,
}
