namespace FromScratch.Demo;

/// <summary>What a run does.</summary>
/// <param name="Directory">Whose files are stored.</param>
/// <param name="Lookups">Length of the lookup stream.</param>
/// <param name="ZipfExponent">Skew of the stream.</param>
/// <param name="Seed">Fixes the stream.</param>
/// <param name="BatchChunks">Chunks under way at a time, over all nodes.</param>
/// <param name="ReconnectMs">Shortest time between two attempts to reach a node that is away.</param>
public sealed record DemoOptions(string Directory, long Lookups = 200_000, double ZipfExponent = 0.99, int Seed = 1, int BatchChunks = 256,
    int ReconnectMs = 250);
