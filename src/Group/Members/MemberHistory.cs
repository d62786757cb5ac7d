namespace FromScratch.Group.Members;

/// <summary>Which members the group had from which entry on. Guarded by the group's lock.</summary>
internal sealed class MemberHistory
{
    private readonly List<(ulong Index, MemberList Members)> _placed = [];

    public MemberHistory(ulong index, MemberList first) => _placed.Add((index, first));

    public MemberList Current => _placed[^1].Members;

    public IReadOnlyList<(ulong Index, MemberList Members)> Placed => _placed;

    public void Add(ulong index, MemberList members) => _placed.Add((index, members));

    /// <summary>True when a configuration was cut off with the entries behind this one.</summary>
    public bool Truncate(ulong lastKept)
    {
        var before = _placed.Count;
        while (_placed.Count > 1 && _placed[^1].Index > lastKept)
            _placed.RemoveAt(_placed.Count - 1);
        return _placed.Count != before;
    }

    public void Restart(ulong index, MemberList members)
    {
        _placed.Clear();
        _placed.Add((index, members));
    }

    /// <summary>The configuration that counts at an entry.</summary>
    public MemberList At(ulong index, out ulong configurationIndex)
    {
        var i = _placed.Count - 1;
        while (i > 0 && _placed[i].Index > index)
            i--;
        configurationIndex = _placed[i].Index;
        return _placed[i].Members;
    }

    /// <summary>Older ones than that at this entry are not asked for again.</summary>
    public void Forget(ulong index)
    {
        while (_placed.Count > 1 && _placed[1].Index <= index)
            _placed.RemoveAt(0);
    }
}
