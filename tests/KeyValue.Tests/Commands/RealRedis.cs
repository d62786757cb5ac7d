using System.Net.Sockets;
using System.Text;
using FromScratch.Core;
using FromScratch.Protocols.Resp.Replies;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;

namespace FromScratch.KeyValue.Tests.Commands;

/// <summary>A redis-server of this test's own, on a unix socket in a directory of its own, and a connection to it.</summary>
internal sealed class RealRedis : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly byte[] _input = new byte[1 << 20];
    private ServerProcess? _process;

    private RealRedis()
    {
    }

    /// <summary>Skips the test where redis-server is not installed.</summary>
    public static async Task<RealRedis> StartAsync()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(directory => Path.Combine(directory, "redis-server")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "redis-server is not installed");
        var redis = new RealRedis();
        var path = redis._directory.File("redis.sock");
        redis._process = ServerProcess.Start(
            program!, ["--port", "0", "--unixsocket", path, "--save", "", "--databases", "1", "--dir", redis._directory.Path]);
        await redis._process.WaitForLineAsync("ready to accept connections");
        await redis._socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        return redis;
    }

    /// <summary>The one reply to a request, its bytes as text.</summary>
    public string Run(params string[] arguments)
    {
        _socket.Send(CommandRunner.Multibulk(arguments));
        var scanner = new ReplyScanner();
        var received = 0;
        while (true)
        {
            var count = _socket.Receive(_input.AsSpan(received));
            Assert.NotEqual(0, count);
            received += count;
            var status = scanner.Scan(_input.AsSpan(0, received), ReplyLimits.Default, out var length);
            Assert.NotEqual(DecodeStatus.Invalid, status);
            if (status == DecodeStatus.Done)
                return Encoding.Latin1.GetString(_input, 0, length);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
        _directory.Dispose();
    }
}
