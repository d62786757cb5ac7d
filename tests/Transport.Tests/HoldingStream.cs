using FromScratch.Transport.Connections;

namespace FromScratch.Transport.Tests;

/// <summary>Cuts what is written into pieces, or holds it back until it is released.</summary>
internal sealed class HoldingStream(Stream inner, int bytesPerWrite) : DuplexStream
{
    private readonly MemoryStream _held = new();

    public bool IsHeld { get; set; }

    /// <summary>From the first read on, everything is held.</summary>
    public bool HoldsAfterReads { get; set; }

    /// <summary>What the last read that was not empty returned.</summary>
    public byte[] LastRead { get; private set; } = [];

    /// <summary>Turns round a bit of what is held.</summary>
    public void Spoil() => _held.GetBuffer()[_held.Length - 1] ^= 1;

    public void Release()
    {
        IsHeld = HoldsAfterReads = false;
        inner.Write(_held.GetBuffer(), 0, (int)_held.Length);
        _held.SetLength(0);
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Noted(buffer.AsSpan(offset, inner.Read(buffer, offset, count)));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        return Noted(buffer.Span[..count]);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (IsHeld)
        {
            _held.Write(buffer, offset, count);
            return;
        }

        for (var sent = 0; sent < count; sent += bytesPerWrite)
            inner.Write(buffer, offset + sent, Math.Min(bytesPerWrite, count - sent));
    }

    public override void Flush() => inner.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int Noted(ReadOnlySpan<byte> read)
    {
        IsHeld |= HoldsAfterReads;
        if (!read.IsEmpty)
            LastRead = read.ToArray();
        return read.Length;
    }
}
