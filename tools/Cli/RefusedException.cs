namespace FromScratch.Cli;

/// <summary>A server, or the program itself, will not do what was asked; the message says why.</summary>
public sealed class RefusedException(string reason) : Exception(reason);
