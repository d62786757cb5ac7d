using System.Globalization;
using System.Text;
using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Hosts.Ping;

/// <summary>The least that a memcached load generator is content with: every get finds 100 bytes, every set is swallowed.</summary>
internal sealed class PingSession : ISession, ISessionFactory
{
    private static readonly byte[] Found = Encoding.ASCII.GetBytes($"VALUE x 0 100\r\n{new string('v', 100)}\r\nEND\r\n");

    public ISession Open(IConnection connection) => this;

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        var consumed = 0;
        while (input[consumed..] is { Length: > 0 } rest)
        {
            if (output.IsOverSoftLimit)
                return new SessionResult(consumed, SessionNext.Yield);
            var lineEnd = rest.IndexOf((byte)'\n');
            if (lineEnd < 0)
                break;
            var line = rest[..(lineEnd + 1)];
            var length = line.Length + (line[0] == 's' ? ValueBytes(line) + 2 : 0);
            if (length > rest.Length)
                return new SessionResult(consumed, SessionNext.NeedInput, length);
            output.Write(line[0] switch
            {
                (byte)'g' => Found,
                (byte)'s' => "STORED\r\n"u8,
                _ => "ERROR\r\n"u8,
            });
            consumed += length;
        }

        return new SessionResult(consumed, SessionNext.NeedInput);
    }

    public SessionNext Wake(OutputBuffer output) => SessionNext.NeedInput;

    public void Closed(CloseReason reason)
    {
        // Holds nothing.
    }

    /// <summary>The last number of "set KEY FLAGS EXPTIME BYTES".</summary>
    private static int ValueBytes(ReadOnlySpan<byte> line)
    {
        var text = line.TrimEnd("\r\n"u8);
        var number = text[(text.LastIndexOf((byte)' ') + 1)..];
        return int.TryParse(number, CultureInfo.InvariantCulture, out var bytes) ? Math.Clamp(bytes, 0, 1 << 20) : 0;
    }
}
