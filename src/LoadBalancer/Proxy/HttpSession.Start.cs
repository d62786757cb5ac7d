using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Routing;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Proxy;

/// <content>From a request's head to its exchange.</content>
internal sealed partial class HttpSession
{
    private void Start(HttpRequestHead head, ReadOnlySpan<byte> input)
    {
        _exchange.Reset(head.KnownMethod);
        if (IsRefused(head, input))
            return;
        if (State.Find(head, input) is not { } route)
        {
            Refuse(404, EndReason.NoRoute);
            return;
        }

        route.Count(_loop.Index);
        if (route.RateLimiter is { } limiter && !limiter.TryTake(_fields.Address, _loop.NowMs, out var waitSeconds))
        {
            route.CountRateLimited();
            Refuse(429, EndReason.RateLimited, waitSeconds);
            return;
        }

        var backend = route.Choose(_loop.Random);
        _loop.Scratch.Clear();
        RequestWriter.Write(_loop, State, route, _fields, head, input);
        _exchange.Begin(State, route, backend, head);
        var key = RequestKey.Of(backend.Config, _fields, head, input, out var hasKey);
        _exchange.Prefer(key, hasKey, StickyTo(route, backend, head, input));
        _exchange.Try();
    }

    private static Server? StickyTo(RouteState route, Backend backend, HttpRequestHead head, ReadOnlySpan<byte> input)
    {
        if (route.CookieOf(backend) is not { } cookie)
            return null;
        var value = CookieText.Of(head, input, cookie.Name);
        return value.IsEmpty ? null : cookie.ServerOf(backend, value);
    }

    /// <summary>What no server should see, or what is answered here (RFC 9110 section 7.6.2).</summary>
    private bool IsRefused(HttpRequestHead head, ReadOnlySpan<byte> input)
    {
        if (head.KnownMethod == KnownMethod.Connect)
            Refuse(405, EndReason.MethodNotAllowed);
        else if (State.HasPrefixes && HttpPath.HasDotSegments(head.Path.Of(input)))
            Refuse(400, EndReason.BadRequest);
        else if (head.Has(KnownField.Via) && _loop.Core.IsOwnVia(head, input))
            Refuse(508, EndReason.LoopDetected);
        else if (head.MaxForwards == 0 && head.KnownMethod == KnownMethod.Trace)
            Refuse(405, EndReason.MethodNotAllowed);
        else if (head.MaxForwards == 0 && head.KnownMethod == KnownMethod.Options)
            Refuse(200, EndReason.Done);
        else
            return false;
        return true;
    }
}
