using System.Net;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.KeyValue.Session.Access;
using FromScratch.KeyValue.Store;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.Transport;

namespace FromScratch.KeyValue.Session;

/// <summary>
/// One client. The store's gate is taken once per received batch; everything in here and in <see cref="KeyValueContext"/> is used under it.
/// Replies leave in the order of the requests: what the store answers is copied from <see cref="Answers"/>, and nothing is executed
/// that would write into the output while something submitted is unanswered.
/// </summary>
#pragma warning disable CA1001 // Closed is the end of a session, and disposes of the decoder.
internal sealed partial class KeyValueSession : ISession, IStoreClient
#pragma warning restore CA1001
{
    /// <summary>Requests executed before it is another connection's turn.</summary>
    private const int RequestsPerTurnMax = 1024;

    /// <summary>Replies of the store that wait to be copied; what grows beyond twice that is given back.</summary>
    private const int AnswersSoftLimitBytes = 64 * 1024;

    private readonly IConnection _connection;
    private readonly RespRequestDecoder _decoder = new();
    private OutputBuffer? _answers;
    private OutputBuffer? _wire;
    private RequestFault _fault;
    private bool _inTurn;
    private bool _answeredInTurn;
    private bool _awaitsRoom;

    public KeyValueSession(KeyValueContext context, IConnection connection)
    {
        Context = context;
        _connection = connection;
        OpenedTimestamp = ActiveTimestamp = context.Time.GetTimestamp();
        IsLocal = connection.RemoteEndPoint is not IPEndPoint remote || IPAddress.IsLoopback(remote.Address);
        lock (context.Store.Gate)
        {
            User = context.Users.ForNewConnection;
            context.Clients.Add(this);
        }
    }

    public KeyValueContext Context { get; }

    public OutputBuffer Answers => _answers ??= new OutputBuffer(256, AnswersSoftLimitBytes);

    public RespVersion Version { get; set; } = RespVersion.Resp2;

    public int Unanswered { get; set; }

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        using (Context.Store.EnterGate())
        {
            _inTurn = true;
            _answeredInTurn = false;
            ActiveTimestamp = Context.Time.GetTimestamp();
            Context.Counters.BeginTurn(ActiveTimestamp);
            var result = Execute(input, output);
            var next = EndTurn(result.Next, output);
            _inTurn = false;
            return new SessionResult(result.Consumed, next, next == SessionNext.NeedInput ? result.InputBytesWanted : 0);
        }
    }

    public SessionNext Wake(OutputBuffer output)
    {
        using (Context.Store.EnterGate())
        {
            _awaitsRoom = false;
            TakeAnswers(output);
            if (IsUnsettled)
                return SessionNext.AwaitWake;
            TakePushes(output);
            return AfterFault(output);
        }
    }

    public void Closed(CloseReason reason)
    {
        lock (Context.Store.Gate)
        {
            IsClosed = true;
            Context.Clients.Remove(this);
            Context.PubSub.Forget(this);
            Context.Monitors.Remove(this);
            Context.Store.Forget(this);
            EndStream();
            _deferral = null;
            Timer?.Dispose();
            Unwatch();
        }

        _decoder.Dispose();
    }

    public void Answered()
    {
        if (_inTurn)
            _answeredInTurn = true;
        else
            _connection.Wake();
    }

    public void Abandoned() => _connection.Abort();

    public void ErrorAnswered(CommandSpec? spec, ReadOnlySpan<byte> error) => Context.Counters.Failed(spec, error);

    /// <summary>Has what was submitted written to the log, and takes the answers that are there; true when nothing is unanswered.</summary>
    internal bool Settle(OutputBuffer output)
    {
        if (Unanswered > 0)
            Context.Store.EndBatch();
        TakeAnswers(output);
        return !IsUnsettled;
    }

    /// <summary>
    /// Whether the log is written for all of the round's clients at its end, and not for this one alone now. With appendfsync always the
    /// flusher gathers them as it is.
    /// </summary>
    private bool PutsOff() => Unanswered > 0 && _connection.EndsRounds && Context.Store.TryPutOff();

    private bool TakeWhatIsThere(OutputBuffer output)
    {
        TakeAnswers(output);
        return !IsUnsettled;
    }

    private bool IsUnsettled => Unanswered > 0 || _deferral is not null;

    private SessionResult Execute(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        if (_fault.Kind != RequestFaultKind.None)
            return new SessionResult(input.Length, SessionNext.Close);
        var consumed = 0;
        for (var count = 0; count < RequestsPerTurnMax && !output.IsOverSoftLimit; count++)
        {
            var limits = User is null ? RequestLimits.Unauthenticated : Context.Settings.RequestLimits;
            switch (_decoder.Decode(input[consumed..], limits, out var request))
            {
                case DecodeStatus.NeedMore:
                    return new SessionResult(consumed, SessionNext.NeedInput, request.BytesWanted);
                case DecodeStatus.Invalid:
                    _fault = request.Fault;
                    return new SessionResult(input.Length, SessionNext.Close);
            }

            var step = request.Count == 0 ? Step.Done : ExecuteOne(request, input.Slice(consumed, request.WireLength), output);
            if (step != Step.Wait)
                consumed += request.WireLength;
            if (step is Step.Wait or Step.Deferred)
                return new SessionResult(consumed, SessionNext.AwaitWake);
            if (step == Step.Close)
                return new SessionResult(consumed, SessionNext.Close);
        }

        return new SessionResult(consumed, SessionNext.Yield);
    }

    private SessionNext EndTurn(SessionNext next, OutputBuffer output)
    {
        var settled = PutsOff() ? TakeWhatIsThere(output) : Settle(output);
        if (settled)
            TakePushes(output);
        if (_fault.Kind != RequestFaultKind.None)
            return settled ? AfterFault(output) : SessionNext.AwaitWake;
        if (next == SessionNext.Close)
            return next;
        if (!settled)
            return SessionNext.AwaitWake;
        if (next != SessionNext.AwaitWake)
            return next;

        // Whatever was awaited is there by now, unless it is room in the store: that is told by a wake.
        if (!_awaitsRoom || _answeredInTurn)
            _connection.Wake();
        return SessionNext.AwaitWake;
    }

    /// <summary>The error for bytes that are no request comes behind the answers to those in front of them.</summary>
    private SessionNext AfterFault(OutputBuffer output)
    {
        if (_fault.Kind == RequestFaultKind.None)
            return SessionNext.NeedInput;
        Context.Counters.ProtocolErrors++;
        _fault.WriteTo(output);
        return SessionNext.Close;
    }

    private void TakeAnswers(OutputBuffer output)
    {
        if (_answers is { Length: > 0 } answers)
        {
            if (_transactionAwaited is not null)
                JoinTransaction(answers.Written, output);
            else if (!DropsReplies)
                output.Write(answers.Written);
            answers.Clear();
            if (Unanswered == 0)
                EndOfSkip();
        }

        TakeDeferred(output);
    }
}
