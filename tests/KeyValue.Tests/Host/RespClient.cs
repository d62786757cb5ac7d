using System.Globalization;
using System.Text;
using FromScratch.TestKit.Sockets;

namespace FromScratch.KeyValue.Tests.Host;

/// <summary>A blocking RESP2 client for replies without nesting.</summary>
internal sealed class RespClient(System.Net.EndPoint server) : IDisposable
{
    private readonly TextClient _client = new(server);

    public void Send(params string[] words)
    {
        var request = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{words.Length}\r\n");
        foreach (var word in words)
            request.Append(CultureInfo.InvariantCulture, $"${word.Length}\r\n{word}\r\n");
        _client.Send(request.ToString());
    }

    /// <summary>The next reply: the text of a bulk string, any other line as it stands; null when the connection has ended.</summary>
    public string? Read()
    {
        var head = _client.ReadLine();
        if (head is not ['$', ..] || head == "$-1")
            return head;
        var length = int.Parse(head.AsSpan(1), CultureInfo.InvariantCulture);
        return _client.Read(length + 2)[..length];
    }

    public string? Ask(params string[] words)
    {
        Send(words);
        return Read();
    }

    public void Dispose() => _client.Dispose();
}
