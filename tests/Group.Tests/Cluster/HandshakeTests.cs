using System.Net;
using System.Net.Sockets;
using FromScratch.Group.Wire;

namespace FromScratch.Group.Tests.Cluster;

/// <summary>Who is not let in, and what bad bytes do.</summary>
public sealed class HandshakeTests
{
    [Fact]
    public async Task A_node_with_another_secret_is_refused_on_both_sides()
    {
        await using var group = new TestGroup("a", "b");
        group["a"].Start();
        group["b"].Options = static options => options with { Secret = "another" };
        group["b"].Start();
        await group.UntilAsync(() => group["a"].Log.Has("does not know this group's secret"), "a says so");
        await group.UntilAsync(() => group["b"].Log.Has("does not know this group's secret"), "b says so");
        Assert.False(group["a"].Group.Status.IsFormed);
        Assert.True(group["a"].Group.Status.Counters.Refused > 0 && group["b"].Group.Status.Counters.Refused > 0);
    }

    [Fact]
    public async Task A_node_of_another_group_is_refused_on_both_sides()
    {
        await using var group = new TestGroup("a", "b");
        await using var other = new TestGroup("a", "c");
        await group.FormAsync();
        await other.FormAsync();
        await other["c"].StopAsync();
        // It believes now that the first group's "b" is a peer of its own.
        other["c"].Options = options => options with { Peers = [.. options.Peers, group["b"].AddressFor("c")] };
        other["c"].Start();
        await group.UntilAsync(() => group["b"].Log.Has("'b' belongs to the group"), "b says so");
        await group.UntilAsync(() => other["c"].Log.Has("'b' belongs to the group"), "c says so");
        Assert.True(group["b"].Group.Status.Counters.Refused > 0);
    }

    [Fact]
    public async Task A_second_process_with_a_copied_directory_is_refused_while_the_first_one_lives()
    {
        await using var group = new TestGroup("a", "b", "c");
        await group.FormAsync();
        await group.ProposeAsync("one");
        await group.AllHaveAsync("one");
        var copied = group["c"];
        await copied.StopAsync();
        await using var owner = new TestGroup();
        var copy = owner.Add("c");
        foreach (var file in Directory.GetFiles(copied.Path))
            File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
        copied.Start();
        await group.UntilAsync(
            () => group["a"].Group.Status.Members.Single(member => member.Name == "c").IsHeard, "c is back");
        copy.Options = options => options with { Peers = [copy.Address, group["a"].AddressFor("copy"), group["b"].AddressFor("copy")] };
        copy.Start();
        await group.UntilAsync(() => group["a"].Log.Has("is in use by another process"), "a says so");
        await group.UntilAsync(() => copy.Log.Has("is in use by another process"), "the copy says so");
        await group.ProposeAsync("two");
        await group.AllHaveAsync("two");
    }

    [Fact]
    public async Task A_new_node_under_the_name_of_a_living_member_is_refused()
    {
        await using var group = new TestGroup("a", "b", "c");
        await group.FormAsync();
        await group.UntilAsync(() => group["a"].Group.Status.Members.All(member => member.IsHeard), "all are heard");
        await using var owner = new TestGroup();
        var twin = owner.Add("c");
        twin.Options = options => options with { Peers = [twin.Address, group["a"].AddressFor("twin"), group["b"].AddressFor("twin")] };
        twin.Start();
        await group.UntilAsync(() => group["a"].Log.Has("the name 'c'"), "a says so");
        await group.UntilAsync(() => twin.Log.Has("the name 'c'"), "the twin says so");
        Assert.False(twin.Group.Status.IsFormed);
        Assert.DoesNotContain(group["a"].Group.Status.Members, member => member.Id == twin.Group.MemberId);
    }

    [Fact]
    public async Task Bad_bytes_close_the_connection_are_counted_and_change_nothing()
    {
        await using var group = new TestGroup("a", "b", "c");
        await group.FormAsync();
        await group.ProposeAsync("one");
        await group.AllHaveAsync("one");
        var node = group["a"];
        byte[][] bad =
        [
            "GET / HTTP/1.1\r\n\r\n"u8.ToArray(),
            [255, 255, 255, 127, (byte)FrameKind.Hello, 0, 0, 0, 0, 0, 0, 0],
            Wire.FrameTests.Encode(0, (FrameKind.Append, new byte[100])),
            Wire.FrameTests.Encode(0, (FrameKind.Hello, new byte[100])),
            Wire.FrameTests.Encode(1, (FrameKind.Hello, new byte[100])),
        ];
        foreach (var bytes in bad)
        {
            var before = node.Group.Status.Counters.MalformedFrames;
            Assert.Equal(0, await TalkAsync(node.Group.ListenEndPoint!, bytes));
            await group.UntilAsync(() => node.Group.Status.Counters.MalformedFrames == before + 1, $"{bytes[0]} is counted");
        }

        await group.ProposeAsync("two");
        await group.AllHaveAsync("two");
        Assert.All(group.Nodes, member => Assert.Equal(["one", "two"], member.Machine.Values()));
    }

    [Fact]
    public async Task An_older_version_of_the_protocol_is_told_so()
    {
        await using var group = new TestGroup("a", "b");
        group["a"].Start();
        var identity = new PeerIdentity
        {
            MemberId = 1,
            Name = "b",
            Role = Replication.Membership.MemberRole.Voter,
            Address = "h:1",
            ClientAddress = "",
        };
        var hello = Handshake.Hello(new byte[Handshake.NonceBytes], "a", identity, version: 0);
        var answer = await ReadAsync(group["a"].Group.ListenEndPoint!, Wire.FrameTests.Encode(0, (FrameKind.Hello, hello)));
        Assert.Equal((byte)FrameKind.Refused, answer[4]);
        Assert.Equal((byte)RefusalReason.Version, answer[FrameCodec.HeaderBytes]);
        await group.UntilAsync(() => group["a"].Group.Status.Counters.Refused == 1, "it is counted");
    }

    [Fact]
    public async Task Strangers_are_few_and_have_little_time()
    {
        await using var group = new TestGroup("a", "b");
        group["a"].Options = static options => options with { StrangersMax = 2, HandshakeTimeoutMs = 300 };
        group["a"].Start();
        var sockets = Enumerable.Range(0, 3).Select(_ => Dial(group["a"].Group.ListenEndPoint!)).ToList();
        // One is turned away at once; the others say nothing and are closed when their time is over.
        foreach (var socket in sockets)
            Assert.Equal(0, await ReceiveAsync(socket, new byte[10]));
        sockets.ForEach(socket => socket.Dispose());
        group["b"].Start();
        await group.LeaderAsync();
    }

    private static Socket Dial(IPEndPoint to)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(to);
        return socket;
    }

    /// <summary>How many bytes come back before the other side closes.</summary>
    private static async Task<int> TalkAsync(IPEndPoint to, byte[] bytes) => (await ReadAsync(to, bytes)).Length;

    private static async Task<byte[]> ReadAsync(IPEndPoint to, byte[] bytes)
    {
        using var socket = Dial(to);
        await socket.SendAsync(bytes);
        var buffer = new byte[4096];
        var read = 0;
        while (await ReceiveAsync(socket, buffer.AsMemory(read)) is var more and > 0)
            read += more;
        return buffer[..read];
    }

    private static async Task<int> ReceiveAsync(Socket socket, Memory<byte> buffer)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (SocketException)
        {
            // Closed with what was sent unread.
            return 0;
        }
    }
}
