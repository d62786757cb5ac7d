using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FromScratch.Cluster.Tests.Demonstrating;

/// <summary>As much of memcached as the demo uses, for one connection at a time; it can return values with one bit turned.</summary>
internal sealed class LyingServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Dictionary<string, byte[]> _items = [];
    private readonly bool _flip;
    private readonly Task _serving;

    private LyingServer(bool flip)
    {
        _flip = flip;
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static LyingServer Start(bool flip) => new(flip);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            using var requests = new BufferedStream(client.GetStream());
            while (ReadLine(requests) is { } line)
                client.GetStream().Write(Answer(line.Split(' '), requests));
        }
    }

    private byte[] Answer(string[] words, Stream stream)
    {
        if (words[0] == "ms")
        {
            var block = new byte[int.Parse(words[2]) + 2];
            stream.ReadExactly(block);
            _items[words[1]] = block;
            return "HD\r\n"u8.ToArray();
        }

        if (!_items.TryGetValue(words[1], out var item))
            return "EN\r\n"u8.ToArray();
        var copy = item.ToArray();
        if (_flip)
            copy[copy.Length / 2] ^= 1;
        return [.. Encoding.ASCII.GetBytes($"VA {copy.Length - 2} k{words[1]}\r\n"), .. copy];
    }

    private static string? ReadLine(Stream stream)
    {
        var line = new StringBuilder();
        for (int b; (b = stream.ReadByte()) != '\n';)
        {
            if (b < 0)
                return null;
            if (b != '\r')
                line.Append((char)b);
        }

        return line.ToString();
    }
}
