namespace FromScratch.Launcher.State;

/// <summary>
/// A started process as endpoints.json records it. <paramref name="Started"/> identifies the process together with the pid, so that a pid
/// that the system gave to somebody else is not taken for ours.
/// </summary>
internal sealed record RunningNode(string Name, string Role, string Address, string? Admin, int Pid, string Started, string Log);
