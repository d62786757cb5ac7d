using FromScratch.Core.Buffers;

namespace FromScratch.Cache.Session;

/// <summary>
/// A reply too long for one turn (a dump, a large statistic): the session asks for the next part whenever the output has room.
/// </summary>
public interface IResumableReply
{
    /// <summary>
    /// Appends some of the reply; true when it was the last part. Stops soon after <see cref="OutputBuffer.IsOverSoftLimit"/>.
    /// </summary>
    bool WriteMore(OutputBuffer output);
}
