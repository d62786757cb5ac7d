using FromScratch.Core.Buffers;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands;

/// <summary>
/// Elements of a reply whose number is known at its end only: kept in a buffer of the thread until then. One such reply at a time.
/// </summary>
internal ref struct ReplyScratch
{
    [ThreadStatic]
    private static OutputBuffer? threadBuffer;

    private readonly RespWriter _reply;

    private ReplyScratch(RespWriter reply)
    {
        _reply = reply;
        Elements = new RespWriter(threadBuffer ??= new OutputBuffer(), reply.Version);
    }

    /// <summary>Where the elements go, each counted by <see cref="Count"/>.</summary>
    public RespWriter Elements { get; }

    public int Count { get; set; }

    public static ReplyScratch For(RespWriter reply) => new(reply);

    /// <summary>The array with what was collected.</summary>
    public readonly void WriteArray()
    {
        _reply.Array(Count);
        _reply.Raw(Elements.Output.Written);
        Elements.Output.Clear();
    }
}
