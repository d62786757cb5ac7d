using System.Globalization;
using FromScratch.Group;
using FromScratch.KeyValue.Store;

namespace FromScratch.KeyValue.Session.Statistics;

/// <summary>The group, in the terms that Redis's clients know: who is master, which replicas are connected.</summary>
internal sealed class ReplicationView
{
    public ReplicationView(KeyValueStore store)
    {
        if (store.Group?.Status is not { } status)
            return;
        IsTransferring = status.IsTransferring;
        HistoryId = status.IsFormed ? status.ClusterId.ToString("x32", CultureInfo.InvariantCulture).PadRight(40, '0') : null;
        HasLeader = status.LeaderId != 0;
        AppliedIndex = status.AppliedIndex;
        StaleSeconds = (long)Math.Min(status.StaleFor?.TotalSeconds ?? -1, int.MaxValue);
        (LeaderHost, LeaderPort) = Split(status.LeaderClientAddress);
        Replicas =
        [
            .. status.Members
                .Where(static member => member is { IsSelf: false, IsHeard: true, ClientAddress.Length: > 0 } && member.KeepsData)
                .Select(OfMember),
        ];
    }

    public bool IsTransferring { get; }

    /// <summary>Forty hexadecimal digits; null = there is no group.</summary>
    public string? HistoryId { get; }

    public bool HasLeader { get; }

    public string LeaderHost { get; } = "";

    public int LeaderPort { get; }

    public ulong AppliedIndex { get; }

    /// <summary>-1 = unknown.</summary>
    public long StaleSeconds { get; }

    public IReadOnlyList<Replica> Replicas { get; } = [];

    /// <summary>Members besides this one that have everything up to here on disk. A witness has their numbers alone.</summary>
    public static int CountKept(KeyValueStore store, ulong index) =>
        store.Group?.Status.Members.Count(member => !member.IsSelf && member.KeepsData && member.MatchIndex >= index) ?? 0;

    /// <summary>Host and port of `host:port`; nothing and 0 when it is not known.</summary>
    public static (string Host, int Port) Split(string? address)
    {
        return address is not null && PeerAddress.TrySplit(address, out var host, out var port) ? (host, port) : ("", 0);
    }

    private static Replica OfMember(MemberStatus member)
    {
        var (host, port) = Split(member.ClientAddress);
        return new Replica(host, port, member.MatchIndex, member.SilentMs);
    }

    /// <param name="Host">Where its clients connect.</param>
    /// <param name="Port">Where its clients connect.</param>
    /// <param name="Offset">What it has on disk; known to the leader.</param>
    /// <param name="SilentMs">Since the leader heard of it.</param>
    internal sealed record Replica(string Host, int Port, ulong Offset, long SilentMs);
}
