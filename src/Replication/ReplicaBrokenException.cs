namespace FromScratch.Replication;

/// <summary>
/// Somebody has broken a promise that the group rests on (a lost disk, a forged message): the replica takes nothing more.
/// </summary>
public sealed class ReplicaBrokenException(string message) : Exception(message);
