using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using FromScratch.Core;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Health;

/// <summary>Makes one active check. A connection of its own each time: it is also checked that one can be made.</summary>
internal static class HealthProbe
{
    private const int ReadBytesMax = 64 * 1024;
    private static readonly HttpLimits Limits = new(HeadBytesMax: ReadBytesMax);

    /// <summary>Never throws: whatever happens is the outcome.</summary>
    public static async Task<CheckOutcome> RunAsync(
        ProbeTarget target, HealthCheckConfig config, TimeProvider time, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(config.TimeoutMs), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        Finding finding;
        try
        {
            finding = target.Address is null
                ? new Finding(CheckResult.NameNotResolved, 0, "its name cannot be resolved")
                : await AskAsync(WithPort(target.Address, config.Port), target, config, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            finding = new Finding(CheckResult.ResponseTimedOut, 0, $"no answer in {config.TimeoutMs} ms");
        }
        catch (Exception error) when (error is SocketException or IOException or AuthenticationException)
        {
            finding = new Finding(CheckResult.ConnectFailed, 0, error.Message);
        }

        var ms = (int)time.GetElapsedTime(start).TotalMilliseconds;
        return new CheckOutcome(finding.Result == CheckResult.Passed, finding.Status, ms, finding.Text, finding.Result);
    }

    private static EndPoint WithPort(EndPoint address, int port) =>
        port > 0 && address is IPEndPoint ip ? new IPEndPoint(ip.Address, port) : address;

    private static async Task<Finding> AskAsync(
        EndPoint address, ProbeTarget target, HealthCheckConfig config, CancellationToken stop)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, stop).ConfigureAwait(false);
        if (config.Kind == CheckKind.Tcp && target.Tls is null)
            return new Finding(CheckResult.Passed, 0, "connected");
        await using var stream = await OpenAsync(socket, target.Tls, stop).ConfigureAwait(false);
        if (config.Kind == CheckKind.Tcp)
            return new Finding(CheckResult.Passed, 0, "connected, TLS agreed on");
        var request = $"GET {config.Path} HTTP/1.1\r\nHost: {config.Host ?? target.HostField}\r\nUser-Agent: fromscratch-lb\r\n"
            + "Accept: */*\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), stop).ConfigureAwait(false);
        return await ReadAsync(stream, config, stop).ConfigureAwait(false);
    }

    private static async Task<Stream> OpenAsync(Socket socket, SslClientAuthenticationOptions? options, CancellationToken stop)
    {
        var stream = new NetworkStream(socket, ownsSocket: false);
        if (options is null)
            return stream;
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(options, stop).ConfigureAwait(false);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<Finding> ReadAsync(
        Stream stream, HealthCheckConfig config, CancellationToken stop)
    {
        var buffer = new byte[ReadBytesMax];
        var (length, head) = (0, new HttpResponseHead());
        while (true)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(length), stop).ConfigureAwait(false);
            length += count;
            var parsed = HttpResponseParser.Parse(buffer.AsSpan(0, length), Limits, head, out var headBytes, out var error);
            if (parsed == DecodeStatus.Invalid)
                return new Finding(CheckResult.BadResponse, 0, $"no valid response: {error}");
            var isEnd = count == 0 || length == buffer.Length;
            if (parsed == DecodeStatus.NeedMore && isEnd)
                return new Finding(CheckResult.BadResponse, 0, "closed before the response");
            if (parsed == DecodeStatus.Done && Judge(head.Status, buffer.AsSpan(headBytes, length - headBytes), isEnd, config) is { } found)
                return found;
        }
    }

    /// <summary>Null = more of the body is needed.</summary>
    private static Finding? Judge(int status, ReadOnlySpan<byte> body, bool isEnd, HealthCheckConfig config)
    {
        if (status < config.StatusMin || status > config.StatusMax)
            return new Finding(CheckResult.WrongStatus, status, $"status {status}");
        if (config.BodyContains is not { } wanted || body.IndexOf(Encoding.UTF8.GetBytes(wanted)) >= 0)
            return new Finding(CheckResult.Passed, status, $"status {status}");
        return isEnd
            ? new Finding(CheckResult.WrongBody, status, $"status {status}, but the body does not hold what it should")
            : null;
    }

    private readonly record struct Finding(CheckResult Result, int Status, string Text);
}

/// <summary>Whom a check asks.</summary>
/// <param name="Address">Null = its name cannot be resolved.</param>
/// <param name="HostField">What it is called, with its port.</param>
/// <param name="Tls">Null = in the clear.</param>
internal readonly record struct ProbeTarget(EndPoint? Address, string HostField, SslClientAuthenticationOptions? Tls = null);
