using System.Net;
using System.Net.Sockets;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Backends;

/// <summary>
/// An entry of the configuration that stands for as many servers as its name has addresses, and which addresses these are. Not
/// synchronised: its backend's gate is.
/// </summary>
internal sealed class NameEntry(ServerConfig config)
{
    /// <summary>More addresses of a name are left out.</summary>
    public const int AddressesMax = 64;

    private readonly HashSet<IPAddress> _removed = [];
    private List<IPAddress> _addresses = [];
    private List<IPAddress> _leaving = [];

    public ServerConfig Config { get; private set; } = config;

    /// <summary>The whole of the last answer.</summary>
    public IReadOnlyList<IPAddress> Found { get; private set; } = [];

    /// <summary>Addresses that were left out of the last answer, for there were too many.</summary>
    public int Ignored { get; private set; }

    /// <summary>The name does not have them any more, but nobody else can take over yet.</summary>
    public IReadOnlyList<IPAddress> Leaving => _leaving;

    /// <summary>Those that are servers, whatever the order of the answer: IPv4 first, then by number.</summary>
    public IEnumerable<IPAddress> Servers => _addresses.Concat(_leaving).Where(one => !_removed.Contains(one)).Order(ByNumber);

    private static Comparer<IPAddress> ByNumber { get; } = Comparer<IPAddress>.Create(static (one, other) =>
    {
        var (left, right) = (one.GetAddressBytes(), other.GetAddressBytes());
        return left.Length != right.Length ? left.Length - right.Length : left.AsSpan().SequenceCompareTo(right);
    });

    public bool Is(ServerConfig other) => Config.Name == other.Name && Config.Host == other.Host && Config.Port == other.Port;

    /// <summary>From a reload: what operators have taken out is in again.</summary>
    public void Apply(ServerConfig changed)
    {
        Config = changed;
        _removed.Clear();
        if (Found.Count > 0)
            Take(Found, isNeeded: static _ => false);
    }

    /// <summary>Takes an answer in; one without an address of the wanted kind leaves everything as it was.</summary>
    /// <param name="found">In any order, more than once.</param>
    /// <param name="isNeeded">Of an address that the answer does not have: whether it is to stay until the next answer.</param>
    /// <returns>False when there was none.</returns>
    public bool Take(IReadOnlyList<IPAddress> found, Predicate<IPAddress> isNeeded)
    {
        var wanted = found.Select(static one => one.IsIPv4MappedToIPv6 ? one.MapToIPv4() : one).Where(IsWanted).Distinct().ToList();
        if (wanted.Count == 0)
            return false;
        Found = found;
        var chosen = wanted.Count <= AddressesMax
            ? wanted
            : [.. wanted.OrderBy(one => !_addresses.Contains(one)).ThenBy(static one => one, ByNumber).Take(AddressesMax)];
        Ignored = wanted.Count - chosen.Count;
        _leaving = _addresses.FindAll(one => !chosen.Contains(one) && isNeeded(one));
        _addresses = chosen;
        return true;
    }

    /// <summary>Whether the last answer has it, and no operator has taken it out.</summary>
    public bool Has(IPAddress address) => _addresses.Contains(address) && !_removed.Contains(address);

    /// <summary>Somebody else has taken over.</summary>
    public void EndLeaving() => _leaving = [];

    /// <summary>An operator has taken it out: it stays out until a reload.</summary>
    public void Remove(IPAddress address)
    {
        if (_removed.Count >= AddressesMax)
            _removed.RemoveWhere(one => !_addresses.Contains(one));
        _removed.Add(address);
    }

    /// <summary>The unspecified address would be this machine.</summary>
    private bool IsWanted(IPAddress address) => !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
        && Config.Addresses switch
        {
            AddressUse.Ipv4 => address.AddressFamily == AddressFamily.InterNetwork,
            AddressUse.Ipv6 => address.AddressFamily == AddressFamily.InterNetworkV6,
            _ => true,
        };
}
