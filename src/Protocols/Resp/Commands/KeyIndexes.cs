namespace FromScratch.Protocols.Resp.Commands;

/// <summary>The indexes of the arguments that are keys: `foreach (var index in spec.KeysOf(request.Count))`.</summary>
public struct KeyIndexes
{
    private readonly int _last;
    private readonly int _step;

    internal KeyIndexes(int first, int last, int step)
    {
        Current = first - step;
        _last = last;
        _step = step;
    }

    public int Current { get; private set; }

    public bool MoveNext()
    {
        Current += _step;
        return _step > 0 && Current <= _last;
    }

    public readonly KeyIndexes GetEnumerator() => this;
}
