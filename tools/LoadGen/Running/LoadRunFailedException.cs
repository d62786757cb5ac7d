namespace FromScratch.LoadGen.Running;

/// <summary>A run could not be carried to its end.</summary>
public sealed class LoadRunFailedException(string message, Exception inner) : Exception(message, inner);
