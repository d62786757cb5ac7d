using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FromScratch.LoadGen.Tests;

/// <summary>
/// A server of the two commands the generator uses, a thread per connection; it can be told to corrupt what it returns.
/// </summary>
internal abstract class StubServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, byte[]> _items = new();
    private readonly bool _corrupt;

    protected StubServer(bool corrupt)
    {
        _corrupt = corrupt;
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Count => _items.Count;

    public void Dispose() => _listener.Dispose();

    /// <summary>Reads the rest of a request, whose first line is given, and returns the reply.</summary>
    protected abstract byte[] Answer(string line, BufferedStream input);

    /// <summary>Stores what follows in the input, CR LF at its end included.</summary>
    protected void Store(string key, BufferedStream input, int length)
    {
        var value = new byte[length + 2];
        input.ReadExactly(value);
        _items[key] = value;
    }

    /// <summary>The value with its CR LF; null when there is none.</summary>
    protected byte[]? Load(string key)
    {
        if (!_items.TryGetValue(key, out var stored))
            return null;
        var value = stored.ToArray();
        if (_corrupt)
            value[value.Length / 2] ^= 0x20;
        return value;
    }

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
                output.Write(Answer(line, input));
            }
        }
    }

    protected static string? ReadLine(BufferedStream input)
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
