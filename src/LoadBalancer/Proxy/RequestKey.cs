using System.IO.Hashing;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Routing;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>What the hashing policies hash of a request.</summary>
internal static class RequestKey
{
    public static ulong Of(BackendConfig backend, ClientFields client, HttpRequestHead head, ReadOnlySpan<byte> input, out bool hasKey)
    {
        hasKey = true;
        if (backend.Policy == BalancePolicy.Source || backend.Hash.Source == HashSource.ClientAddress)
            return client.AddressHash;
        var text = backend.Hash.Source switch
        {
            HashSource.Path => head.Path.Of(input),
            HashSource.Header => FieldText.Of(head, input, backend.Hash.Name!),
            _ => CookieText.Of(head, input, backend.Hash.Name!),
        };
        hasKey = !text.IsEmpty;
        return hasKey ? XxHash3.HashToUInt64(text) : 0;
    }
}
