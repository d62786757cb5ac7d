namespace FromScratch.Demo;

/// <summary>Where a run tells how far it is. May be called from several threads at once.</summary>
public interface IDemoProgress
{
    /// <summary>A step of <paramref name="total"/> chunks begins.</summary>
    void Begin(string step, long total);

    /// <summary>So many more chunks of the step are done.</summary>
    void Advance(long chunks);

    /// <summary>Something the user should read, once.</summary>
    void Note(string line);
}
