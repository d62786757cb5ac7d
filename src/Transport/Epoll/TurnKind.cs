namespace FromScratch.Transport.Epoll;

/// <summary>Why a connection gets a turn that its socket did not cause.</summary>
internal enum TurnKind : byte
{
    Yielded,
    Woken,
    Draining,
    Tick,
}
