using FromScratch.Replication;

namespace FromScratch.Simulation.Scripts;

/// <summary>Terms of a log's entries: index 1 stands first.</summary>
internal sealed class TestLog : ITermSource
{
    public List<ulong> Terms { get; } = [];

    public ulong First { get; set; } = 1;

    public ulong LastIndex => First + (ulong)Terms.Count - 1;

    public ulong? TermAt(ulong index) => index >= First && index <= LastIndex ? Terms[(int)(index - First)] : null;

    public void Append(ulong index, ulong term)
    {
        if (index != LastIndex + 1)
            throw new InvalidOperationException($"entry {index} behind {LastIndex}");
        Terms.Add(term);
    }

    public void Truncate(ulong lastKept) => Terms.RemoveRange((int)(lastKept - First + 1), Terms.Count - (int)(lastKept - First + 1));
}
