using FromScratch.Core;
using FromScratch.LoadBalancer.Backends;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Proxy;

/// <content>The way back: from the server's response to what the client gets.</content>
internal sealed partial class Exchange
{
    /// <summary>More than these say nothing to a client and are a fault of the server.</summary>
    private const int InterimMax = 100;

    private int _interim;
    private bool _decodesChunks;
    private bool _endsWithConnection;

    public void LinkConnected(ServerLink link)
    {
        var now = loop.NowUs;
        if (link == _hedge)
        {
            _hedgeServer!.Cells(loop.Index).Connect.Add(now - _hedgePickedUs);
            SendHedge();
            return;
        }

        Server!.Cells(loop.Index).Connect.Add(now - Times.PickedUs);
        SendFirst(now);
    }

    /// <summary>Passes on a 1xx; false when there were too many. A client of HTTP/1.0 knows none (RFC 9110 section 15.2).</summary>
    public bool Interim(HttpResponseHead head, ReadOnlySpan<byte> input)
    {
        if (++_interim > InterimMax)
            return false;
        client.Progress();
        if (client.IsHttp10)
            return true;
        var to = loop.Scratch;
        to.Clear();
        HttpWriter.StatusLine(to, head.Status, head.Reason.Of(input));
        HopByHop.CopyFields(head, input, HopByHop.DroppedOf(head, Method), to);
        HttpWriter.EndOfHead(to);
        PushScratch();
        return true;
    }

    /// <summary>The head of the final response.</summary>
    public void Respond(HttpResponseHead head, ReadOnlySpan<byte> input)
    {
        BeginResponse(head.Status);
        var framing = head.FramingFor(Method);
        _decodesChunks = framing == BodyFraming.Chunked && client.IsHttp10;
        _endsWithConnection = framing == BodyFraming.ToClose || _decodesChunks;
        if (framing == BodyFraming.ToClose || client.IsHttp10 || client.IsLeaving)
            client.KeepsAlive = false;
        var dropped = HopByHop.DroppedOf(head, Method);
        var to = loop.Scratch;
        WriteFields(head, input, dropped);
        if (framing == BodyFraming.Chunked && !_decodesChunks)
            HttpWriter.Chunked(to);
        if (!client.KeepsAlive)
            HttpWriter.ConnectionClose(to);
        EndHead(head);
    }

    /// <summary>101: from here on bytes go both ways as they come.</summary>
    public void OpenTunnel(HttpResponseHead head, ReadOnlySpan<byte> input)
    {
        BeginResponse(head.Status);
        client.KeepsAlive = false;
        WriteFields(head, input, HopByHop.DroppedOf(head, Method, keepUpgrade: true));
        HttpWriter.ConnectionUpgrade(loop.Scratch);
        EndHead(head);
        client.OpenTunnel();
    }

    /// <summary>Passes a piece of the body on.</summary>
    public DecodeStatus RelayBody(ref BodyReader body, ReadOnlySpan<byte> input, out int consumed)
    {
        client.Progress();
        if (_decodesChunks)
            return DecodeBody(ref body, input, out consumed);
        var status = body.Relay(input, out consumed);
        Server!.Cells(loop.Index).BytesOut += consumed;
        client.PushBody(input[..consumed]);
        return status;
    }

    /// <summary>One side of a tunnel is gone.</summary>
    public void TunnelClosed()
    {
        Link = null;
        _isSending = false;
        Report(OutcomeKind.Responded, loop.NowUs);
        ReleaseServer();
        Forget();
        client.TunnelClosed();
    }

    private DecodeStatus DecodeBody(ref BodyReader body, ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        while (true)
        {
            var status = body.Decode(input[consumed..], out var step, out var payload);
            client.PushBody(payload.Of(input[consumed..]));
            consumed += step;
            if (status != DecodeStatus.NeedMore || step == 0)
                return status;
        }
    }

    private void BeginResponse(int status)
    {
        HasResponse = true;
        client.Status = status;
        Times.ResponseUs = loop.NowUs;
        _interim = 0;
        client.Progress();
    }

    private void WriteFields(HttpResponseHead head, ReadOnlySpan<byte> input, KnownFieldSet dropped)
    {
        var to = loop.Scratch;
        to.Clear();
        HttpWriter.StatusLine(to, head.Status, head.Reason.Of(input));
        var changes = Route!.ResponseChanges;
        if (changes.IsEmpty)
            HopByHop.CopyFields(head, input, dropped, to);
        else
            changes.Copy(head, input, dropped, to);
    }

    private void EndHead(HttpResponseHead head)
    {
        var to = loop.Scratch;
        if (!head.Has(KnownField.Date))
            to.Write(loop.DateLine);
        if (Server != _sticky && Route!.CookieOf(Backend!) is { } cookie)
            cookie.Write(Server!, to);
        HttpWriter.EndOfHead(to);
        PushScratch();
    }

    private void PushScratch()
    {
        client.Connection.Push(loop.Scratch.Written);
        loop.Scratch.Clear();
    }
}
