namespace FromScratch.Cli;

/// <summary>What the program ends with; scripts rely on them.</summary>
public static class ExitCodes
{
    public const int Clean = 0;
    public const int TornTail = 1;
    public const int Corrupt = 2;
    public const int CannotRead = 3;

    /// <summary>A server was asked and said no; its words are on the error output.</summary>
    public const int Refused = 4;

    /// <summary>Acknowledged writes are missing.</summary>
    public const int Lost = 5;
    public const int BadUsage = 64;
}
