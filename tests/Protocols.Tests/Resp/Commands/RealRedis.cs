using System.Net.Sockets;
using FromScratch.Core;
using FromScratch.Protocols.Resp.Replies;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;

namespace FromScratch.Protocols.Tests.Resp.Commands;

/// <summary>A redis-server of this test's own, on a unix socket in a directory of its own, and a connection to it.</summary>
internal sealed class RealRedis : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
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
            program!, ["--port", "0", "--unixsocket", path, "--save", "", "--dir", redis._directory.Path]);
        await redis._process.WaitForLineAsync("ready to accept connections");
        await redis._socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        return redis;
    }

    public Task<RespValue> CallAsync(params string[] arguments) => SendAsync(Wire.Multibulk(arguments));

    /// <summary>Sends bytes as they are and waits for one reply.</summary>
    public async Task<RespValue> SendAsync(string wire)
    {
        await _socket.SendAsync(Wire.Bytes(wire));
        var scanner = new ReplyScanner();
        var input = new byte[1 << 20];
        var received = 0;
        while (true)
        {
            var count = await _socket.ReceiveAsync(input.AsMemory(received));
            Assert.NotEqual(0, count);
            received += count;
            var status = scanner.Scan(input.AsSpan(0, received), ReplyLimits.Default, out var length);
            Assert.NotEqual(DecodeStatus.Invalid, status);
            if (status == DecodeStatus.Done)
            {
                Assert.Equal(received, length);
                return RespValue.Parse(input.AsSpan(0, length));
            }
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
