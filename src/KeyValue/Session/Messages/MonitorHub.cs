using System.Globalization;
using System.Net;
using System.Text;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session.Messages;

/// <summary>The clients that see every command (MONITOR).</summary>
internal sealed class MonitorHub
{
    private readonly HashSet<KeyValueSession> _watchers = [];

    public int Count => _watchers.Count;

    public void Add(KeyValueSession session) => _watchers.Add(session);

    public void Remove(KeyValueSession session) => _watchers.Remove(session);

    /// <summary>Shows a command to those who watch, but for administrative ones and those with passwords in them.</summary>
    public void Show(KeyValueSession client, CommandSpec spec, in RespRequest request)
    {
        if (_watchers.Count == 0 || spec.Has(CommandFlags.Admin) || spec.Id is CommandId.Auth or CommandId.Hello or CommandId.Exec)
            return;
        var now = client.Context.Time.GetUtcNow();
        var seconds = now.ToUnixTimeSeconds();
        var micros = (now.UtcTicks / TimeSpan.TicksPerMicrosecond) % 1_000_000;
        var line = new StringBuilder();
        var address = ClientText.Address(client.RemoteEndPoint, client.LocalEndPoint);
        line.Append(CultureInfo.InvariantCulture, $"+{seconds}.{micros:D6} [0 {address}]");
        for (var i = 0; i < request.Count; i++)
            AppendQuoted(line.Append(' '), request[i]);
        var bytes = Encoding.Latin1.GetBytes(line.Append("\r\n").ToString());
        foreach (var watcher in _watchers)
            watcher.PushRaw(bytes);
    }

    private static void AppendQuoted(StringBuilder line, ReadOnlySpan<byte> text)
    {
        line.Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                (byte)'"' => line.Append("\\\""),
                (byte)'\\' => line.Append("\\\\"),
                (byte)'\n' => line.Append("\\n"),
                (byte)'\r' => line.Append("\\r"),
                (byte)'\t' => line.Append("\\t"),
                7 => line.Append("\\a"),
                8 => line.Append("\\b"),
                >= 32 and < 127 => line.Append((char)character),
                _ => line.Append(CultureInfo.InvariantCulture, $"\\x{character:x2}"),
            };
        }

        line.Append('"');
    }
}
