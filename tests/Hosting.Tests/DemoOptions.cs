namespace FromScratch.Hosting.Tests;

public sealed class DemoOptions
{
    public int Port { get; set; } = 7;

    public bool Verbose { get; set; }

    public DemoColour Colour { get; set; }

    public string? Password { get; set; }
}

public enum DemoColour : byte
{
    Red,
    Green,
}
