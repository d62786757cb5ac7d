using System.Text;
using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.TestKit.Sessions;

/// <summary>
/// Drives any session as a connection would, without sockets: bytes that were not consumed are presented again in front of new ones, a
/// yield is followed by another turn, nothing is presented while the session awaits a wake, output is sent after every call.
/// Breaches of the seam's contract throw <see cref="SeamException"/>. Each call gets a copy of exactly the pending bytes, overwritten
/// afterwards, so a session that keeps a reference to its input is found out. For one thread; <see cref="FakeConnection"/> is for many.
/// </summary>
public sealed class SessionHarness : IDisposable
{
    private const int TurnsWithoutProgressMax = 3;
    private readonly ISession _session;
    private readonly OutputBuffer _output;
    private readonly List<byte> _pending = [];
    private readonly MemoryStream _sent = new();
    private SessionNext _state = SessionNext.NeedInput;
    private int _inputBytesWanted;
    private int _idleTurns;

    public SessionHarness(ISessionFactory factory, FakeConnection? connection = null, int softLimitBytes = 256 * 1024)
    {
        ArgumentNullException.ThrowIfNull(factory);
        Connection = connection ?? new FakeConnection();
        _output = new OutputBuffer(softLimitBytes: softLimitBytes);
        _session = factory.Open(Connection);
    }

    public FakeConnection Connection { get; }

    /// <summary>False: the peer reads nothing, output piles up, and over its soft limit the session gets no turn.</summary>
    public bool PeerReads { get; set; } = true;

    /// <summary>True: the session is not called before as many bytes as it said it wants are there.</summary>
    public bool HonoursInputBytesWanted { get; set; }

    public bool IsClosed => ClosedBy is not null;

    public CloseReason? ClosedBy { get; private set; }

    /// <summary>What the session said last.</summary>
    public SessionNext State => _state;

    /// <summary>Calls of <see cref="ISession.Receive"/> so far.</summary>
    public int Turns { get; private set; }

    /// <summary>Received bytes that the session has not consumed.</summary>
    public int UnconsumedBytes => _pending.Count;

    /// <summary>Written by the session, not read by the peer.</summary>
    public int UnsentBytes => _output.Length;

    /// <summary>Bytes arrive; the session runs until it wants more, awaits a wake or closes. Bytes after a close are dropped.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (IsClosed)
            return;
        _pending.AddRange(bytes);
        Run(inputArrived: true);
    }

    /// <summary>The same for text; characters are bytes (Latin-1).</summary>
    public void Feed(string text) => Feed(Encoding.Latin1.GetBytes(text));

    /// <summary>Feeds the pieces one after another.</summary>
    public void FeedAll(IEnumerable<byte[]> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        foreach (var piece in pieces)
            Feed(piece);
    }

    /// <summary>Gives the session the turns it is due: wakes that were asked for, output that the peer now reads.</summary>
    public void Pump()
    {
        if (!IsClosed)
            Run(inputArrived: false);
    }

    /// <summary>Feeds a request and returns what was answered to it.</summary>
    public string Exchange(string request)
    {
        Feed(request);
        return TakeText();
    }

    /// <summary>What was sent since the last take.</summary>
    public byte[] TakeOutput()
    {
        var bytes = _sent.ToArray();
        _sent.SetLength(0);
        return bytes;
    }

    /// <summary><see cref="TakeOutput"/> as Latin-1.</summary>
    public string TakeText() => Encoding.Latin1.GetString(TakeOutput());

    /// <summary>The connection ends from outside.</summary>
    public void Close(CloseReason reason = CloseReason.PeerClosed)
    {
        if (IsClosed)
            return;
        ClosedBy = reason;
        _session.Closed(reason);
    }

    public void Dispose()
    {
        Close();
        _sent.Dispose();
    }

    private void Run(bool inputArrived)
    {
        Send();
        var receiveDue = inputArrived || _state == SessionNext.Yield;
        _idleTurns = 0;
        while (!IsClosed && !_output.IsOverSoftLimit)
        {
            if (Connection.AbortAsked)
                Close(CloseReason.Aborted);
            else if (Connection.TakeWake())
                receiveDue |= Wake();
            else if (receiveDue && _state != SessionNext.AwaitWake && HasEnoughInput())
                receiveDue = Receive();
            else
                return;
        }
    }

    /// <summary>Whether the session is to be called with its input next.</summary>
    private bool Wake()
    {
        var awaited = _state == SessionNext.AwaitWake;
        Apply(_session.Wake(_output));
        return awaited || _state == SessionNext.Yield;
    }

    private bool Receive()
    {
        var input = _pending.ToArray();
        var outputBefore = _output.Length;
        Turns++;
        var result = _session.Receive(input, _output);
        Array.Fill(input, (byte)0xDD);
        if ((uint)result.Consumed > (uint)input.Length)
            throw new SeamException($"Consumed {result.Consumed} of {input.Length} bytes.");
        var left = input.Length - result.Consumed;
        if (result.Next == SessionNext.NeedInput && result.InputBytesWanted != 0 && result.InputBytesWanted <= left)
            throw new SeamException($"Wants {result.InputBytesWanted} bytes and already has {left}.");
        var progressed = result.Consumed > 0 || _output.Length != outputBefore;
        _idleTurns = progressed ? 0 : _idleTurns + 1;
        if (result.Next == SessionNext.Yield && _idleTurns > TurnsWithoutProgressMax)
            throw new SeamException($"Yielded {_idleTurns} times without consuming or writing anything.");
        _pending.RemoveRange(0, result.Consumed);
        _inputBytesWanted = result.InputBytesWanted;
        Apply(result.Next);
        return _state == SessionNext.Yield;
    }

    private void Apply(SessionNext next)
    {
        _state = next;
        Send();
        if (next == SessionNext.Close)
            Close(CloseReason.SessionClosed);
    }

    private bool HasEnoughInput() =>
        !HonoursInputBytesWanted || _state == SessionNext.Yield || _pending.Count >= _inputBytesWanted;

    private void Send()
    {
        if (!PeerReads)
            return;
        _sent.Write(_output.Written);
        _output.Clear();
    }
}

/// <summary>A session broke the contract of <see cref="ISession"/>.</summary>
public sealed class SeamException(string message) : Exception(message);
