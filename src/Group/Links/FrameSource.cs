using FromScratch.Core;
using FromScratch.Group.Wire;

namespace FromScratch.Group.Links;

/// <summary>Reads frames from a stream, waiting for them. One thread.</summary>
/// <param name="stream">Read by this object alone.</param>
/// <param name="counters">To count in.</param>
/// <param name="partRead">Called when something has come and the frame is not complete yet; null = nobody wants to know.</param>
internal sealed class FrameSource(Stream stream, Counters counters, Action? partRead = null)
{
    private const int BufferBytesMin = 4 * 1024;
    private const int BufferBytesKept = 1 << 20;
    private FrameCodec _codec;
    private Func<FrameKind, int> _bodyBytesMax = FrameLimits.OfHandshake;
    private byte[] _buffer = new byte[BufferBytesMin];
    private int _start;
    private int _end;

    /// <summary>From the next frame on.</summary>
    public void Use(FrameCodec codec, Func<FrameKind, int> bodyBytesMax, int bufferBytes)
    {
        (_codec, _bodyBytesMax) = (codec, bodyBytesMax);
        if (_buffer.Length < bufferBytes)
            Array.Resize(ref _buffer, bufferBytes);
    }

    /// <summary>False = the other side has closed. The body is valid until the next call.</summary>
    /// <exception cref="MalformedFrameException">This is no frame.</exception>
    public bool TryRead(out FrameKind kind, out ReadOnlySpan<byte> body)
    {
        while (true)
        {
            switch (_codec.TryRead(_buffer.AsSpan(_start.._end), _bodyBytesMax, out kind, out body, out var consumed))
            {
                case DecodeStatus.Done:
                    _start += consumed;
                    return true;
                case DecodeStatus.Invalid:
                    throw new MalformedFrameException($"a frame of kind {(byte)kind} that is damaged, too long, or not in its place");
                default:
                    if (!TryFill(consumed))
                        return false;
                    break;
            }
        }
    }

    private bool TryFill(int frameBytes)
    {
        MakeRoom(frameBytes);
        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        Interlocked.Add(ref counters.BytesReceived, read);
        if (read == 0 && _end != _start)
            throw new MalformedFrameException("the connection ended within a frame");
        if (_end - _start < frameBytes)
            partRead?.Invoke();
        return read > 0;
    }

    private void MakeRoom(int frameBytes)
    {
        var held = _end - _start;
        if (held == 0)
            (_start, _end) = (0, 0);
        if (held == 0 && _buffer.Length > BufferBytesKept && frameBytes <= BufferBytesKept)
            _buffer = new byte[BufferBytesKept];
        if (_start + frameBytes <= _buffer.Length && _end < _buffer.Length)
            return;
        var target = frameBytes > _buffer.Length ? new byte[Math.Max(frameBytes, Math.Min(2 * _buffer.Length, BufferBytesKept))] : _buffer;
        _buffer.AsSpan(_start, held).CopyTo(target);
        (_buffer, _start, _end) = (target, 0, held);
    }
}
