using FromScratch.Core.Buffers;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.AccessLog;

/// <summary>
/// The lines of one I/O loop, and for that loop's thread only. They are handed to the writer when there are enough of them, and on a
/// tick of the loop, so that a quiet balancer's lines are not held back.
/// </summary>
public sealed class AccessLogBuffer
{
    /// <summary>So many bytes are handed over at once.</summary>
    public const int HandOverBytes = 16 * 1024;

    private readonly AccessLogWriter _writer;
    private AccessLogBlock _block;

    internal AccessLogBuffer(AccessLogWriter writer)
    {
        _writer = writer;
        _block = new AccessLogBlock();
    }

    /// <summary>Formats the record; may hand over, but never waits.</summary>
    public void Append(AccessLogFormat format, in AccessRecord record)
    {
        if (format == AccessLogFormat.None)
            return;
        AccessLogLine.Write(_block.Bytes, format, record);
        _block.Lines++;
        if (_block.Bytes.Length >= HandOverBytes)
            HandOver();
    }

    /// <summary>On each tick of the loop: hands over what there is.</summary>
    public void HandOver()
    {
        if (_block.Lines > 0)
            _block = _writer.Exchange(_block);
    }

    /// <summary>The loop's last word to this writer: hands over what there is, and nothing is appended any more.</summary>
    public void Close()
    {
        HandOver();
        _writer.Left();
    }
}

/// <summary>Whole lines on their way to the disk.</summary>
internal sealed class AccessLogBlock
{
    private const int InitialBytes = 2 * AccessLogBuffer.HandOverBytes;

    public OutputBuffer Bytes { get; } = new(InitialBytes, InitialBytes);

    public int Lines { get; set; }

    public void Clear()
    {
        Bytes.Clear();
        Lines = 0;
    }
}
