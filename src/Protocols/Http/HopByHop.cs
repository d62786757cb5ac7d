using System.Buffers;

namespace FromScratch.Protocols.Http;

/// <summary>
/// Which fields of a head an intermediary passes on (RFC 9110 section 7.6.1). What is for one connection only stays behind; whoever
/// forwards writes its own Connection, Upgrade when it passes one on, and Transfer-Encoding when it relays chunks.
/// </summary>
public static class HopByHop
{
    private static readonly KnownFieldSet Always = new(
        KnownField.Connection, KnownField.KeepAlive, KnownField.ProxyConnection, KnownField.Te, KnownField.TransferEncoding,
        KnownField.Trailer, KnownField.Upgrade, KnownField.ProxyAuthenticate, KnownField.ProxyAuthorization,
        KnownField.ProxyAuthenticationInfo, KnownField.Http2Settings);

    /// <summary>The known fields of a request that stay behind. With an upgrade that is forwarded, Upgrade goes along.</summary>
    public static KnownFieldSet DroppedOf(HttpRequestHead head, bool keepUpgrade = false)
    {
        ArgumentNullException.ThrowIfNull(head);
        return keepUpgrade && head.IsUpgrade ? Always.Without(KnownField.Upgrade) : Always;
    }

    /// <summary>
    /// The known fields of a response that stay behind. Alt-Svc as well, for it names the server behind and not the one the client talks
    /// to; and Content-Length where it may not stand (1xx, 204, 2xx to CONNECT: RFC 9110 section 8.6).
    /// </summary>
    public static KnownFieldSet DroppedOf(HttpResponseHead head, KnownMethod method, bool keepUpgrade = false)
    {
        ArgumentNullException.ThrowIfNull(head);
        var dropped = Always.With(KnownField.AltSvc);
        if (keepUpgrade && head.IsUpgrade)
            dropped = dropped.Without(KnownField.Upgrade);
        var hasNoLength = head.Status is < 200 or 204 || method == KnownMethod.Connect && head.Status < 300;
        return hasNoLength ? dropped.With(KnownField.ContentLength) : dropped;
    }

    /// <param name="field">A field of a head.</param>
    /// <param name="dropped">What the head makes stay behind, and what the caller writes itself.</param>
    public static bool IsForwarded(in HttpField field, KnownFieldSet dropped) =>
        !field.IsNamedByConnection && !dropped.Contains(field.Known);

    /// <summary>Writes the lines of all forwarded fields as they came, neighbours in one copy.</summary>
    /// <param name="head">The head.</param>
    /// <param name="input">The bytes it was parsed from.</param>
    /// <param name="dropped">See <see cref="IsForwarded"/>.</param>
    /// <param name="output">Where to.</param>
    public static void CopyFields(HttpHead head, ReadOnlySpan<byte> input, KnownFieldSet dropped, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(output);
        var start = 0;
        var end = 0;
        foreach (ref readonly var field in head.Fields)
        {
            if (!IsForwarded(field, dropped))
                continue;
            if (field.Name.Start != end)
            {
                output.Write(input[start..end]);
                start = field.Name.Start;
            }

            end = field.LineEnd;
        }

        output.Write(input[start..end]);
    }
}
