using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FromScratch.Compare.Servers;

/// <summary>One inline command to a RESP server on a connection of its own, for what is asked now and then.</summary>
public static class RespQuery
{
    /// <summary>The text of a simple string, integer or bulk string; of an error with its dash.</summary>
    public static async Task<string> AskAsync(int port, string command, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellation);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var head = await reader.ReadLineAsync(cancellation) ?? throw new CompareException($"no answer to {command}");
        if (head[0] != '$')
            return head[0] == '-' ? head : head[1..];
        var text = new char[int.Parse(head.AsSpan(1), CultureInfo.InvariantCulture)];
        await reader.ReadBlockAsync(text, cancellation);
        return new string(text);
    }

    /// <summary>A number of INFO; 0 when the server has none of this name.</summary>
    public static async Task<long> InfoAsync(int port, string field, CancellationToken cancellation)
    {
        var info = await AskAsync(port, "INFO everything", cancellation);
        var line = info.Split("\r\n").FirstOrDefault(row => row.StartsWith(field + ":", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.AsSpan(field.Length + 1), CultureInfo.InvariantCulture);
    }
}
