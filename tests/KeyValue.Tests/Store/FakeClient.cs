using System.Text;
using FromScratch.Core.Buffers;
using FromScratch.KeyValue.Store;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Tests.Store;

/// <summary>A client of the store that keeps what it is told.</summary>
internal sealed class FakeClient : IStoreClient
{
    private readonly object _gate = new();
    private int _answeredCalls;

    public OutputBuffer Answers { get; } = new();

    public RespVersion Version { get; set; } = RespVersion.Resp2;

    public int Unanswered { get; set; }

    public bool AllowsStale { get; set; }

    public bool NoTouch { get; set; }

    public bool IsAbandoned { get; private set; }

    /// <summary>Errors that it was told of, with the command when one was named.</summary>
    public List<string> Errors { get; } = [];

    public int AnsweredCalls => Volatile.Read(ref _answeredCalls);

    public void ErrorAnswered(CommandSpec? spec, ReadOnlySpan<byte> error)
    {
        var command = spec is null ? "" : Encoding.Latin1.GetString(spec.FullName) + " ";
        Errors.Add(command + Encoding.Latin1.GetString(error[..error.IndexOfAny(" \r"u8)]));
    }

    public void Answered()
    {
        lock (_gate)
        {
            _answeredCalls++;
            Monitor.PulseAll(_gate);
        }
    }

    public void Abandoned()
    {
        IsAbandoned = true;
        Answered();
    }

    /// <summary>Blocks until <see cref="Answered"/> has been called after <paramref name="calls"/> calls.</summary>
    public void WaitForCall(int calls)
    {
        lock (_gate)
        {
            while (_answeredCalls <= calls)
                Assert.True(Monitor.Wait(_gate, TimeSpan.FromSeconds(30)), "the store did not answer");
        }
    }

    /// <summary>What was answered since the last call, line ends shown as spaces.</summary>
    public string Take()
    {
        var text = Encoding.Latin1.GetString(Answers.Written).Replace("\r\n", " ", StringComparison.Ordinal).TrimEnd();
        Answers.Clear();
        return text;
    }
}
