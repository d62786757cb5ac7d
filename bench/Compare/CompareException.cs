namespace FromScratch.Compare;

/// <summary>A comparison that cannot be made; the message is for the person at the terminal.</summary>
public sealed class CompareException(string message) : Exception(message);
