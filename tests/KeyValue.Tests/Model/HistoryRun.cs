using System.Text;

namespace FromScratch.KeyValue.Tests.Model;

/// <summary>A history before the server and the model at once; the first difference is thrown with all that led to it.</summary>
internal sealed class HistoryRun : IDisposable
{
    private readonly History _history;
    private readonly ServerUnderTest _server;
    private readonly KeyValueModel _model;
    private readonly StringBuilder _transcript = new();

    private HistoryRun(History history)
    {
        _history = history;
        _server = new ServerUnderTest(history.Version);
        _model = new KeyValueModel(_server.NowMs, history.Version);
    }

    /// <summary>Every reply is the model's; and what the server has got after a new start is what the model has.</summary>
    public static void Check(History history)
    {
        using var run = new HistoryRun(history);
        foreach (var batch in history.Batches())
            run.Check(batch);
        run.Check([new Restart()]);
        foreach (var key in Histories.Keys)
            run.Check([new TypeOf(key), new Get(key), new HGetAll(key), new PTtl(key)]);
        run.Check([new Advance(1000)]);
        run.Check([new DbSize()]);
    }

    public void Dispose() => _server.Dispose();

    private void Check(IReadOnlyList<Command> batch)
    {
        if (batch[0].Arguments.Length == 0)
        {
            _transcript.Append($"  {batch[0]}\n");
            _server.Undergo(batch[0]);
            Assert.Null(_model.Run(batch[0]));
            return;
        }

        var replies = _server.Ask(batch);
        Assert.Equal(batch.Count, replies.Count);
        foreach (var (command, reply) in batch.Zip(replies))
        {
            var expected = _model.Run(command)!;
            _transcript.Append($"  {command}  ->  {reply}\n");
            if (!expected.Accepts(reply))
            {
                Assert.Fail(
                    $"{_history.Version}{(_history.IsPipelined ? ", pipelined" : "")}:\n{_transcript}  but the model says {expected}");
            }
        }
    }
}
