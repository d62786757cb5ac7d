using System.Net;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>
/// What the servers are called that stand for the addresses of one name: the entry's name, a hyphen and the address, web-10.0.0.1 or
/// web-2001:db8::1. The same address always gets the same name, for cookies and dashboards go by it.
/// </summary>
internal static class AddressNames
{
    /// <summary>Leaves room for a hyphen and an address within <see cref="TextRules.Name"/>.</summary>
    public const int EntryCharactersMax = 200;

    public static string Of(string entry, IPAddress address) => $"{entry}-{address.ToString().Replace('%', '_')}";

    /// <summary>Whether an address of this entry may be called so one day: nothing else in the backend can be.</summary>
    public static bool MayBe(ServerConfig entry, string name) => entry.Addresses != AddressUse.First
        && name.Length > entry.Name.Length && name[entry.Name.Length] == '-' && name.StartsWith(entry.Name, StringComparison.Ordinal)
        && IPAddress.TryParse(name[(entry.Name.Length + 1)..].Replace('_', '%'), out _);
}
