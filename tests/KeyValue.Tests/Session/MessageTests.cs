using FromScratch.Transport;
using Xunit;

namespace FromScratch.KeyValue.Tests.Session;

public sealed class MessageTests
{
    [Fact]
    public void A_message_reaches_channels_and_patterns()
    {
        using var server = new SessionServer();
        var listener = server.Connect();
        var sender = server.Connect();
        listener.Feed("SUBSCRIBE news.art\r\nPSUBSCRIBE news.*\r\n");
        listener.TakeText();
        Assert.Equal(":2\r\n:1\r\n:0\r\n", sender.Exchange("PUBLISH news.art hi\r\nPUBLISH news.x yo\r\nPUBLISH other no\r\n"));
        listener.Pump();
        Assert.Equal(
            "*3\r\n$7\r\nmessage\r\n$8\r\nnews.art\r\n$2\r\nhi\r\n" +
            "*4\r\n$8\r\npmessage\r\n$6\r\nnews.*\r\n$8\r\nnews.art\r\n$2\r\nhi\r\n" +
            "*4\r\n$8\r\npmessage\r\n$6\r\nnews.*\r\n$6\r\nnews.x\r\n$2\r\nyo\r\n",
            listener.TakeText());
        Assert.Equal(
            "*1\r\n$8\r\nnews.art\r\n*4\r\n$8\r\nnews.art\r\n:1\r\n$1\r\nx\r\n:0\r\n:1\r\n",
            sender.Exchange("PUBSUB CHANNELS\r\nPUBSUB NUMSUB news.art x\r\nPUBSUB NUMPAT\r\n"));
        listener.Close();
        Assert.Equal(":0\r\n*0\r\n:0\r\n", sender.Exchange("PUBLISH news.art hi\r\nPUBSUB CHANNELS\r\nPUBSUB NUMPAT\r\n"));
    }

    [Fact]
    public void In_resp3_messages_are_pushes_and_commands_go_on()
    {
        using var server = new SessionServer();
        var client = server.Connect();
        client.Feed("HELLO 3\r\nSUBSCRIBE a\r\n");
        client.TakeText();
        Assert.Equal(
            ">3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nm\r\n:1\r\n+PONG\r\n_\r\n",
            client.Exchange("PUBLISH a m\r\nPING\r\nGET x\r\n"));
    }

    [Fact]
    public void A_slow_reader_is_closed_when_its_messages_pile_up()
    {
        using var server = new SessionServer();
        var listener = server.Connect();
        var sender = server.Connect();
        listener.Feed("SUBSCRIBE a\r\n");
        var message = new string('x', 1 << 20);
        for (var i = 0; i < 40 && !listener.Connection.AbortAsked; i++)
            sender.Feed($"*3\r\n$7\r\nPUBLISH\r\n$1\r\na\r\n${message.Length}\r\n{message}\r\n");
        Assert.True(listener.Connection.AbortAsked);
        Assert.Equal(1, server.Context.Counters.SlowReadersClosed);
        listener.Pump();
        Assert.Equal(CloseReason.Aborted, listener.ClosedBy);
        Assert.Equal(":0\r\n", sender.TakeText()[^4..] is var _ ? sender.Exchange("PUBLISH a m\r\n") : "");
    }

    [Fact]
    public void A_monitor_sees_commands_but_no_passwords()
    {
        using var server = new SessionServer();
        var monitor = server.Connect();
        var client = server.Connect();
        Assert.Equal("+OK\r\n", monitor.Exchange("MONITOR\r\n"));
        client.Feed("ECHO \"a\\x01\\\"\"\r\nAUTH secret\r\n");
        monitor.Pump();
        Assert.Equal("+1767225600.000000 [0 ?:0] \"ECHO\" \"a\\x01\\\"\"\r\n", monitor.TakeText());
    }
}
