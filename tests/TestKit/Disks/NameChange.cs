namespace FromScratch.TestKit.Disks;

/// <summary>A file got a name, another name, or lost it.</summary>
internal sealed record NameChange(SimulatedContent Content, string? From, string? To)
{
    /// <summary>A change whose predecessor was lost cannot happen either.</summary>
    public void ApplyTo(Dictionary<string, SimulatedContent> names, bool mustApply)
    {
        var applies = (From is null || (names.TryGetValue(From, out var content) && content == Content))
            && (To is null || !names.ContainsKey(To));
        if (mustApply && !applies)
            throw new IOException($"cannot rename {From ?? "nothing"} to {To ?? "nothing"}");
        if (!applies)
            return;
        if (From is not null)
            names.Remove(From);
        if (To is not null)
            names[To] = Content;
    }
}
