using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FromScratch.LoadGen.Tests;

/// <summary>
/// A memcached of the two commands the generator uses, a thread per connection; it can be told to corrupt what it returns.
/// </summary>
internal sealed class StubServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, byte[]> _items = new();
    private readonly bool _corrupt;

    public StubServer(bool corrupt = false)
    {
        _corrupt = corrupt;
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Count => _items.Count;

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                var client = _listener.AcceptTcpClient();
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (Exception stopped) when (stopped is SocketException or InvalidOperationException)
        {
            // Disposing the listener ends the wait, or makes the next one impossible.
            return;
        }
    }

    private void Serve(TcpClient client)
    {
        using (client)
        {
            var input = new BufferedStream(client.GetStream());
            var output = client.GetStream();
            while (ReadLine(input) is { } line)
            {
                var words = line.Split(' ');
                if (words[0] == "set")
                    output.Write(Set(input, words[1], int.Parse(words[4], CultureInfo.InvariantCulture)));
                else
                    output.Write(Get(words[1..]));
            }
        }
    }

    private ReadOnlySpan<byte> Set(BufferedStream input, string key, int length)
    {
        var value = new byte[length + 2];
        input.ReadExactly(value);
        _items[key] = value;
        return "STORED\r\n"u8;
    }

    private byte[] Get(string[] keys)
    {
        using var reply = new MemoryStream();
        foreach (var key in keys)
        {
            if (!_items.TryGetValue(key, out var stored))
                continue;
            var value = stored.ToArray();
            if (_corrupt)
                value[value.Length / 2] ^= 0x20;
            reply.Write(Encoding.ASCII.GetBytes($"VALUE {key} 0 {value.Length - 2}\r\n"));
            reply.Write(value);
        }
        reply.Write("END\r\n"u8);
        return reply.ToArray();
    }

    private static string? ReadLine(BufferedStream input)
    {
        var line = new StringBuilder();
        while (true)
        {
            var next = input.ReadByte();
            if (next < 0)
                return null;
            if (next == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)next);
        }
    }
}
