namespace FromScratch.Hosting;

/// <summary>What a host's exit code says.</summary>
public static class ExitCodes
{
    /// <summary>Drained and ended as asked.</summary>
    public const int Clean = 0;

    /// <summary>Could not start or run: an address in use, a file that cannot be read.</summary>
    public const int Failed = 1;

    /// <summary>A switch or option is wrong; one line on standard error names it.</summary>
    public const int BadOption = 2;
}
