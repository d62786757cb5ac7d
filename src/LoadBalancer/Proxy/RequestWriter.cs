using FromScratch.Core.Buffers;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>Writes the head that a server gets, into the loop's scratch buffer.</summary>
internal static class RequestWriter
{
    private static readonly KnownFieldSet Rewritten = new(
        KnownField.XForwardedFor, KnownField.XForwardedProto, KnownField.XForwardedHost, KnownField.XForwardedPort);

    public static void Write(
        LoopState loop, ListenerState listener, RouteState route, ClientFields client, HttpRequestHead head, ReadOnlySpan<byte> input)
    {
        var to = loop.Scratch;
        if (route.Prefix is { } prefix && head.TargetForm != TargetForm.Asterisk)
            WriteLine(to, prefix, head, input);
        else
            HttpWriter.RequestLine(to, head, input);
        var dropped = HopByHop.DroppedOf(head, keepUpgrade: true).With(Rewritten);
        dropped = WriteHost(to, route, head, input, dropped);
        dropped = WriteMaxForwards(to, head, dropped);
        if (listener.Config.SendForwarded && !client.IsTrusted)
            dropped = dropped.With(KnownField.Forwarded);
        if (route.RequestChanges.IsEmpty)
            HopByHop.CopyFields(head, input, dropped, to);
        else
            route.RequestChanges.Copy(head, input, dropped, to);
        WriteForwarded(to, listener, client, head, input);
        to.Write(loop.Core.ViaLine);
        if (listener.Config.SendTraceParent && !head.Has(KnownField.TraceParent))
            TraceParent.Write(to, loop.Random);
        if (head.IsChunked)
            HttpWriter.Chunked(to);
        if (head.IsUpgrade)
            HttpWriter.ConnectionUpgrade(to);
        HttpWriter.EndOfHead(to);
    }

    /// <summary>With the route's prefix replaced.</summary>
    private static void WriteLine(OutputBuffer to, RoutePrefix prefix, HttpRequestHead head, ReadOnlySpan<byte> input)
    {
        to.Write(head.Method.Of(input));
        to.Write(" "u8);
        var rest = input[(head.Path.Start + Math.Min(prefix.MatchedBytes, head.Path.Length))..head.Target.End];
        var replacement = prefix.Replacement.AsSpan();
        if (replacement.EndsWith("/"u8) && rest.StartsWith("/"u8))
            replacement = replacement[..^1];
        to.Write(replacement);
        if (replacement.IsEmpty && !rest.StartsWith("/"u8))
            to.Write("/"u8);
        to.Write(rest);
        to.Write(" HTTP/1.1\r\n"u8);
    }

    private static KnownFieldSet WriteHost(
        OutputBuffer to, RouteState route, HttpRequestHead head, ReadOnlySpan<byte> input, KnownFieldSet dropped)
    {
        if (route.HostLine is { } line)
        {
            to.Write(line);
            return dropped.With(KnownField.Host);
        }

        if (!head.IsHostOverridden)
            return dropped;
        to.Write("Host: "u8);
        to.Write(head.EffectiveHost.Of(input));
        to.Write("\r\n"u8);
        return dropped.With(KnownField.Host);
    }

    private static KnownFieldSet WriteMaxForwards(OutputBuffer to, HttpRequestHead head, KnownFieldSet dropped)
    {
        if (head.MaxForwards <= 0 || head.KnownMethod is not (KnownMethod.Options or KnownMethod.Trace))
            return dropped;
        Span<byte> digits = stackalloc byte[11];
        System.Buffers.Text.Utf8Formatter.TryFormat(head.MaxForwards - 1, digits, out var count);
        HttpWriter.Field(to, "Max-Forwards"u8, digits[..count]);
        return dropped.With(KnownField.MaxForwards);
    }

    private static void WriteForwarded(
        OutputBuffer to, ListenerState listener, ClientFields client, HttpRequestHead head, ReadOnlySpan<byte> input)
    {
        if (client.IsTrusted && head.Has(KnownField.XForwardedFor))
            WriteChain(to, client, head, input);
        else
            to.Write(client.ForLine);
        if (client.IsTrusted && head.Has(KnownField.XForwardedProto))
            Copy(to, head, input, KnownField.XForwardedProto);
        else
            to.Write(client.ProtoLine);
        if (client.IsTrusted && head.Has(KnownField.XForwardedPort))
            Copy(to, head, input, KnownField.XForwardedPort);
        if (client.IsTrusted && head.Has(KnownField.XForwardedHost))
        {
            Copy(to, head, input, KnownField.XForwardedHost);
        }
        else if (!head.EffectiveHost.IsEmpty)
        {
            to.Write("X-Forwarded-Host: "u8);
            to.Write(head.EffectiveHost.Of(input));
            to.Write("\r\n"u8);
        }

        if (!listener.Config.SendForwarded)
            return;
        to.Write("Forwarded: "u8);
        to.Write(client.ForwardedStart);
        to.Write("\""u8);
        to.Write(head.EffectiveHost.Of(input));
        to.Write("\"\r\n"u8);
    }

    /// <summary>One line, whatever came: many servers read only the first of several.</summary>
    private static void WriteChain(OutputBuffer to, ClientFields client, HttpRequestHead head, ReadOnlySpan<byte> input)
    {
        to.Write("X-Forwarded-For: "u8);
        for (var at = head.IndexOf(KnownField.XForwardedFor); at >= 0; at = head.IndexOf(KnownField.XForwardedFor, at + 1))
        {
            to.Write(head.Fields[at].Value.Of(input));
            to.Write(", "u8);
        }

        to.Write(client.AddressText);
        to.Write("\r\n"u8);
    }

    private static void Copy(OutputBuffer to, HttpRequestHead head, ReadOnlySpan<byte> input, KnownField known) =>
        to.Write(head.Fields[head.IndexOf(known)].Line.Of(input));
}
