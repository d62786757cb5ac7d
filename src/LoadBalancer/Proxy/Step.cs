using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <param name="Consumed">Bytes that are done with.</param>
/// <param name="Next">What the connection does; null = there is more to do with the bytes at hand.</param>
internal readonly record struct Step(int Consumed, SessionNext? Next)
{
    public static Step NeedInput => new(0, SessionNext.NeedInput);

    public static Step AwaitWake => new(0, SessionNext.AwaitWake);

    public static Step GoOn(int consumed) => new(consumed, null);

    public static Step Close(int consumed) => new(consumed, SessionNext.Close);
}
