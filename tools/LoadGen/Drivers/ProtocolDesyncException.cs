namespace FromScratch.LoadGen.Drivers;

/// <summary>The server sent bytes that cannot be the reply to what was asked.</summary>
public sealed class ProtocolDesyncException(string message) : Exception(message);
