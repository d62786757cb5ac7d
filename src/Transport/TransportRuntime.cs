namespace FromScratch.Transport;

/// <summary>Process-wide settings that must be made before the first socket exists.</summary>
public static class TransportRuntime
{
    /// <summary>
    /// Has the runtime finish socket operations on the thread that polled them, instead of a hop to the pool per operation: nearly halves
    /// the cost of the sockets driver. First statement of Main; has no effect later. A value that the user has set is kept.
    /// </summary>
    public static void UseInlineCompletions()
    {
        const string Name = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
        if (Environment.GetEnvironmentVariable(Name) is null)
            Environment.SetEnvironmentVariable(Name, "1");
    }
}
