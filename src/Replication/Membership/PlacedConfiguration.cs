namespace FromScratch.Replication.Membership;

/// <param name="Index">Of the entry that it stands in; 0 = the one that the group began with.</param>
/// <param name="Configuration">Counts from there on.</param>
public readonly record struct PlacedConfiguration(ulong Index, Configuration Configuration);
