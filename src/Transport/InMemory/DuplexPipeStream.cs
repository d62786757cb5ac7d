using System.IO.Pipelines;
using FromScratch.Transport.Connections;

namespace FromScratch.Transport.InMemory;

/// <summary>One end of an in-memory connection: reads from one pipe, writes to another. Disposing it is what closing a socket is.</summary>
internal sealed class DuplexPipeStream(PipeReader reader, PipeWriter writer) : DuplexStream
{
    private readonly Stream _in = reader.AsStream();
    private readonly Stream _out = writer.AsStream();
    private int _disposed;

    /// <summary>Two connected ends, each way with a buffer of <paramref name="bufferBytes"/>; a writer waits while it is full.</summary>
    public static (DuplexPipeStream Client, DuplexPipeStream Server) Pair(int bufferBytes)
    {
        var options = new PipeOptions(
            pauseWriterThreshold: bufferBytes, resumeWriterThreshold: bufferBytes / 2, useSynchronizationContext: false);
        var up = new Pipe(options);
        var down = new Pipe(options);
        return (new DuplexPipeStream(down.Reader, up.Writer), new DuplexPipeStream(up.Reader, down.Writer));
    }

    public override int Read(byte[] buffer, int offset, int count) => _in.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _in.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _in.ReadAsync(buffer, offset, count, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => _out.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _out.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _out.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Flush() => _out.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            reader.CancelPendingRead();
            writer.CancelPendingFlush();
            _in.Dispose();
            _out.Dispose();
        }

        base.Dispose(disposing);
    }
}
