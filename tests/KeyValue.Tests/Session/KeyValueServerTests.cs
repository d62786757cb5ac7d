using System.Net.Sockets;
using System.Text;
using FromScratch.TestKit;
using Xunit;

namespace FromScratch.KeyValue.Tests.Session;

public sealed class KeyValueServerTests
{
    [Theory]
    [InlineData(AppendFsync.Always)]
    [InlineData(AppendFsync.EverySec)]
    public async Task Writes_reads_and_others_of_one_batch_are_answered_in_order(AppendFsync fsync)
    {
        using var directory = new TempDirectory();
        var options = new KeyValueOptions { Port = 0, Dir = directory.Path, AppendFsync = fsync };
        await using (var server = await KeyValueServer.StartAsync(options))
        {
            const string Request = "SET a 1\r\nGET a\r\nPING\r\nMULTI\r\nINCR a\r\nECHO x\r\nEXEC\r\n"
                + "CLIENT REPLY SKIP\r\nSET a 5\r\nGET a\r\nQUIT\r\n";
            const string Expected = "+OK\r\n$1\r\n1\r\n+PONG\r\n+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n:2\r\n$1\r\nx\r\n$1\r\n5\r\n+OK\r\n";
            Assert.Equal(Expected, await Talk(server, Request));
        }

        await using var again = await KeyValueServer.StartAsync(options);
        Assert.Equal("$1\r\n5\r\n+OK\r\n", await Talk(again, "GET a\r\nQUIT\r\n"));
    }

    private static async Task<string> Talk(KeyValueServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.EndPoint, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
