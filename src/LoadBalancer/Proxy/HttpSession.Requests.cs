using FromScratch.Core;
using FromScratch.Protocols.Http;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <content>From the client: heads, bodies, and what is refused.</content>
internal sealed partial class HttpSession
{
    private Step ReadHead(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
            return Step.NeedInput;
        var isFirst = Times.BeginUs == 0;
        if (isFirst)
        {
            Times.BeginUs = _loop.NowUs;
            _exchange.Reset(KnownMethod.Other);
            _note = _loop.AccessLog is null ? null : _note ?? new RequestNote();
        }

        var head = _loop.RequestHead;
        var status = HttpRequestParser.Parse(input, State.Limits, head, out var consumed, out var error);
        if (status == DecodeStatus.NeedMore)
        {
            if (isFirst)
                Limit(State.HeadMs);
            return Step.NeedInput;
        }

        Counters.Requests++;
        Times.HeadUs = isFirst ? Times.BeginUs : _loop.NowUs;
        if (status == DecodeStatus.Invalid)
        {
            KeepsAlive = false;
            _loop.Scratch.Clear();
            HttpRefusal.Write(_loop.Scratch, error, _loop.DateLine);
            Answered(error.Status(), EndReason.BadRequest);
            return Step.Close(input.Length);
        }

        _note?.Take(head, input[..consumed]);
        IsHttp10 = head.MinorVersion == 0;
        KeepsAlive = head.KeepAlive && !IsHttp10 && !IsLeaving;
        _body = BodyReader.Of(head, State.Limits);
        _phase = _body.IsDone ? Phase.Response : Phase.Body;
        Start(head, input[..consumed]);
        return _phase == Phase.Closing ? Step.Close(input.Length) : Step.GoOn(consumed);
    }

    private Step ReadBody(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
            return Step.NeedInput;
        if (!_exchange.TakesBody)
        {
            _waitsForLink = true;
            return Step.AwaitWake;
        }

        if (_exchange.IsSending)
            Progress();
        var status = _body.Relay(input, out var consumed);
        if (status == DecodeStatus.Invalid)
        {
            _exchange.Cancel();
            RefuseBody(_body.Error);
            return Step.Close(input.Length);
        }

        var isLast = status == DecodeStatus.Done;
        if (isLast)
        {
            _phase = Phase.Response;
            if (_exchange.IsSending)
                Limit(State.ResponseMs);
        }

        if (_note is { } note)
            note.BytesIn += consumed;
        _exchange.Body(input[..consumed], isLast);
        return consumed == 0 && !isLast ? Step.NeedInput : Step.GoOn(consumed);
    }

    private void RefuseBody(HttpParseError error)
    {
        KeepsAlive = false;
        if (_exchange.HasResponse)
        {
            Cut(EndReason.BadRequest);
            return;
        }

        _loop.Scratch.Clear();
        HttpRefusal.Write(_loop.Scratch, error, _loop.DateLine);
        Answered(error.Status(), EndReason.BadRequest);
    }

    /// <summary>Pipelined bytes: they wait in the kernel, not here, once there are some.</summary>
    private static Step HoldBack(ReadOnlySpan<byte> input) => input.IsEmpty ? Step.NeedInput : Step.AwaitWake;

    private Step Discard(ReadOnlySpan<byte> input)
    {
        var status = _body.Relay(input, out var consumed);
        _discarded += consumed;
        if (status == DecodeStatus.Invalid || _discarded > DiscardBytesMax)
            return Step.Close(input.Length);
        if (status == DecodeStatus.NeedMore)
            return new Step(consumed, SessionNext.NeedInput);
        Next();
        return _phase == Phase.Closing ? Step.Close(input.Length) : Step.GoOn(consumed);
    }
}
