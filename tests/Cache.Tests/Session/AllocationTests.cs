using System.Text;
using FromScratch.Core.Buffers;
using FromScratch.TestKit;
using FromScratch.TestKit.Sessions;

namespace FromScratch.Cache.Tests.Session;

public sealed class AllocationTests
{
    [Theory]
    [InlineData("set key 0 0 5\r\nvalue\r\nget key\r\ngets key\r\nget key nothing key\r\n")]
    [InlineData("set key 7 60 5\r\nvalue\r\ngat 60 key\r\ntouch key 90\r\nreplace key 0 0 5\r\nother\r\ndelete key\r\n")]
    [InlineData("ms key 5 T60 F3\r\nvalue\r\nmg key v t f s c k O12\r\nmg nothing v\r\nmd key q\r\nmn\r\n")]
    [InlineData("set n 0 0 1\r\n1\r\nincr n 5\r\nma n D2 v\r\ndecr n 1\r\n")]
    public void Everyday_commands_allocate_nothing(string commands)
    {
        using var cache = new CacheUnderTest();
        var session = cache.Factory.Open(new FakeConnection());
        var output = new OutputBuffer();
        var input = Encoding.ASCII.GetBytes(commands);
        Assert.Equal(input.Length, session.Receive(input, output).Consumed);
        Assert.Equal(0, Allocations.OfThread(Receive, 1000));

        void Receive()
        {
            session.Receive(input, output);
            output.Clear();
        }
    }
}
