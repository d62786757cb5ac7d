using FromScratch.Demo;

namespace FromScratch.Cluster.Tests.Demonstrating;

/// <summary>Keeps the notes, and lets a test act between two batches: the run waits for it.</summary>
internal sealed class RecordingProgress(Action<string, long>? onAdvance = null) : IDemoProgress
{
    private readonly List<string> _notes = [];
    private string _step = "";
    private long _done;

    public IReadOnlyList<string> Notes => _notes;

    public void Begin(string step, long total)
    {
        _step = step;
        _done = 0;
    }

    public void Advance(long chunks)
    {
        _done += chunks;
        onAdvance?.Invoke(_step, _done);
    }

    public void Note(string line)
    {
        lock (_notes)
            _notes.Add(line);
    }
}
