using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Replies;

namespace FromScratch.KeyValue.Client;

/// <summary>A blocking connection to a server of Redis's protocol: for tools, and for a group that follows another one.</summary>
public sealed class RespConnection : IDisposable
{
    private readonly TcpClient _client;
    private readonly Stream _stream;
    private readonly ReplyScanner _scanner = new();
    private readonly OutputBuffer _output = new();
    private byte[] _input = new byte[64 * 1024];
    private int _start;
    private int _end;

    private RespConnection(TcpClient client, Stream stream) => (_client, _stream) = (client, stream);

    /// <summary>Bytes are here that were not read yet.</summary>
    public bool HasInput => _end > _start || _client.Available > 0;

    /// <param name="host">Name or address.</param>
    /// <param name="port">Of clients.</param>
    /// <param name="timeout">Of connecting, of sending and of waiting for a reply; infinite = none.</param>
    /// <param name="tls">Encrypt; null = no.</param>
    /// <exception cref="IOException">It cannot be reached.</exception>
    public static RespConnection Connect(string host, int port, TimeSpan timeout, SslClientAuthenticationOptions? tls = null)
    {
#pragma warning disable CA2000 // The connection owns what it is made of; on an error the client is disposed of, and its stream with it.
        var client = new TcpClient { NoDelay = true };
        try
        {
            Dial(client, host, port, timeout);
            client.ReceiveTimeout = client.SendTimeout = Math.Max(0, (int)timeout.TotalMilliseconds);
            Stream stream = client.GetStream();
            if (tls is not null)
            {
                var encrypted = new SslStream(stream);
                encrypted.AuthenticateAsClient(tls);
                stream = encrypted;
            }

            return new RespConnection(client, stream);
        }
#pragma warning restore CA2000
        catch (Exception error) when (error is SocketException or System.Security.Authentication.AuthenticationException)
        {
            client.Dispose();
            throw new IOException($"{host}:{port} cannot be reached: {error.Message}", error);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Sends one command and reads its reply.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public RespReply Ask(params ReadOnlySpan<string> words)
    {
        Add(words);
        Flush();
        return Read();
    }

    /// <summary>Puts a command behind those that wait to be sent.</summary>
    public void Add(params ReadOnlySpan<string> words)
    {
        var writer = new RespWriter(_output, RespVersion.Resp2);
        writer.Array(words.Length);
        foreach (var word in words)
            writer.Bulk(Encoding.UTF8.GetBytes(word));
    }

    /// <summary>Puts whole commands, as RESP arrays, behind those that wait to be sent.</summary>
    public void AddRaw(ReadOnlySpan<byte> commands) => _output.Write(commands);

    public void Flush()
    {
        _stream.Write(_output.Written);
        _output.Clear();
    }

    /// <summary>The next reply or message.</summary>
    /// <exception cref="IOException">The connection is lost, or it has been silent for too long.</exception>
    public RespReply Read()
    {
        int length;
        DecodeStatus status;
        while ((status = _scanner.Scan(_input.AsSpan(_start.._end), ReplyLimits.Default, out length)) != DecodeStatus.Done)
        {
            if (status == DecodeStatus.Invalid)
                throw Malformed();
            Receive();
        }

        return Take(length);
    }

    /// <summary>The next reply or message when it comes within the time; null = it did not.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public RespReply? TryRead(TimeSpan wait)
    {
        while (true)
        {
            var status = _scanner.Scan(_input.AsSpan(_start.._end), ReplyLimits.Default, out var length);
            if (status == DecodeStatus.Done)
                return Take(length);
            if (status == DecodeStatus.Invalid)
                throw Malformed();
            if (_client.Available == 0 && !_client.Client.Poll(wait, SelectMode.SelectRead))
                return null;
            Receive();
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    private static void Dial(TcpClient client, string host, int port, TimeSpan timeout)
    {
        var connecting = client.ConnectAsync(host, port);
        try
        {
            if (!connecting.Wait(timeout))
                throw new IOException($"{host}:{port} does not answer");
        }
        catch (AggregateException error) when (error.InnerException is SocketException cause)
        {
            throw new IOException($"{host}:{port} cannot be reached: {cause.Message}", cause);
        }
    }

    private static IOException Malformed() => new("the server sent something that is no reply of Redis's protocol");

    private RespReply Take(int length)
    {
        var reply = RespReply.Parse(_input.AsSpan(_start, length));
        _start += length;
        return reply;
    }

    private void Receive()
    {
        if (_start > 0)
        {
            _input.AsSpan(_start.._end).CopyTo(_input);
            (_start, _end) = (0, _end - _start);
        }

        var wanted = Math.Max(_scanner.BytesWanted, _end + 1);
        if (wanted > _input.Length)
            Array.Resize(ref _input, (int)Math.Min(Array.MaxLength, Math.Max(wanted, 2L * _input.Length)));
        var count = _stream.Read(_input, _end, _input.Length - _end);
        if (count == 0)
            throw new EndOfStreamException("the server has closed the connection");
        _end += count;
    }
}
