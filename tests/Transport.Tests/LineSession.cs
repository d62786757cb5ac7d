using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using FromScratch.Core.Buffers;
using FromScratch.Transport.Epoll;

namespace FromScratch.Transport.Tests;

/// <summary>
/// A small line protocol that can provoke everything a transport has to deal with: ping, echo TEXT, big BYTES,
/// data BYTES + value, work MS (of processor time), count, wait, hold, throw, quit.
/// </summary>
internal sealed class LineSession(LineServer server, IConnection connection) : ISession
{
    private bool _waiting;
    private int _active;

    public IConnection Connection => connection;

    public CloseReason? ClosedBy { get; private set; }

    public int Wakes { get; private set; }

    public bool MayBeSilent { get; set; }

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        Enter();
        server.Receives.AddOrUpdate(connection.Id, 1, (_, n) => n + 1);
        var consumed = 0;
        var next = SessionNext.NeedInput;
        var wanted = 0;
        for (var commands = 0; next == SessionNext.NeedInput; commands++)
        {
            var rest = input[consumed..];
            var end = rest.IndexOf((byte)'\n');
            if (end < 0)
                break;
            if (commands == server.CommandsPerTurn || output.IsOverSoftLimit)
            {
                next = SessionNext.Yield;
                break;
            }

            var length = end + 1 + (rest.StartsWith("data "u8) ? Number(rest[..end]) : 0);
            if (length > rest.Length)
            {
                wanted = length;
                break;
            }

            next = Execute(rest[..end], output);
            consumed += length;
        }

        Leave();
        return new SessionResult(consumed, next, wanted);
    }

    public SessionNext Wake(OutputBuffer output)
    {
        Enter();
        Wakes++;
        output.Write("woken\n"u8);
        _waiting = false;
        Leave();
        return SessionNext.NeedInput;
    }

    public void Closed(CloseReason reason)
    {
        ClosedBy = reason;
        server.Closed.Enqueue((connection.Id, reason));
    }

    private SessionNext Execute(ReadOnlySpan<byte> line, OutputBuffer output)
    {
        if (_waiting)
            throw new InvalidOperationException("called while waiting");
        switch (Encoding.ASCII.GetString(line).Split(' ', 2))
        {
            case ["ping"]:
                output.Write("pong\n"u8);
                break;
            case ["echo", var text]:
                output.Write(Encoding.ASCII.GetBytes(text + "\n"));
                break;
            case ["big", _]:
                output.GetSpan(Number(line))[..Number(line)].Fill((byte)'x');
                output.Advance(Number(line));
                output.Write("\n"u8);
                break;
            case ["data", var count]:
                output.Write(Encoding.ASCII.GetBytes($"got {count}\n"));
                break;
            case ["work", var ms]:
                for (var end = Libc.ThreadCpuMs() + Number(line); Libc.ThreadCpuMs() < end;)
                    Thread.SpinWait(100);
                output.Write(Encoding.ASCII.GetBytes($"worked {ms}\n"));
                break;
            case ["count"]:
                output.Write(Encoding.ASCII.GetBytes($"{server.Count!()}\n"));
                break;
            case ["wait"]:
                _waiting = true;
                return SessionNext.AwaitWake;
            case ["hold"]:
                server.Holding.Set();
                Assert.True(server.Released.Wait(Running.Patience));
                output.Write("released\n"u8);
                break;
            case ["throw"]:
                throw new InvalidOperationException("asked to throw");
            case ["quit"]:
                output.Write("bye\n"u8);
                return SessionNext.Close;
            default:
                output.Write("error\n"u8);
                break;
        }

        return SessionNext.NeedInput;
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _active, 1) != 0)
            server.Overlaps++;
    }

    private void Leave() => Interlocked.Exchange(ref _active, 0);

    private static int Number(ReadOnlySpan<byte> line) => int.Parse(line[(line.IndexOf((byte)' ') + 1)..], CultureInfo.InvariantCulture);
}

/// <summary>Makes line sessions and remembers what became of them.</summary>
internal sealed class LineServer : ISessionFactory, ITransportLog
{
    public int CommandsPerTurn { get; init; } = int.MaxValue;

    public ConcurrentDictionary<long, LineSession> Sessions { get; } = new();

    public ConcurrentDictionary<long, int> Receives { get; } = new();

    public ConcurrentQueue<(long Id, CloseReason Reason)> Closed { get; } = new();

    public ConcurrentQueue<Exception> Failures { get; } = new();

    public ConcurrentQueue<string> Certificates { get; } = new();

    /// <summary>Calls of one session that ran at the same time; must stay 0.</summary>
    public int Overlaps { get; set; }

    /// <summary>Set by a session that holds its thread in "hold", until the test sets <see cref="Released"/>.</summary>
    public ManualResetEventSlim Holding { get; } = new();

    public ManualResetEventSlim Released { get; } = new();

    /// <summary>What "count" says, at the moment when it is executed.</summary>
    public Func<int>? Count { get; set; }

    public ConcurrentQueue<int> Ticks { get; } = new();

    /// <summary>Set = ticks fail.</summary>
    public Exception? TickFails { get; set; }

    public ISession Open(IConnection connection) => Sessions[connection.Id] = new LineSession(this, connection);

    public void Tick(int loopIndex)
    {
        Ticks.Enqueue(loopIndex);
        if (TickFails is { } failure)
            throw failure;
    }

    public void SessionFailed(long connectionId, System.Net.EndPoint? remote, Exception error) => Failures.Enqueue(error);

    public void CertificateLoaded(string path, DateTime notAfterUtc) => Certificates.Enqueue("loaded");

    public void CertificateRejected(string path, Exception error) => Certificates.Enqueue("rejected");
}
