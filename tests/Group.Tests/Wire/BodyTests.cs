using FromScratch.Core;
using FromScratch.Group.Members;
using FromScratch.Group.Snapshots;
using FromScratch.Group.Wire;
using FromScratch.Replication.Membership;
using FromScratch.Replication.Messages;
using FromScratch.TestKit;

namespace FromScratch.Group.Tests.Wire;

/// <summary>What stands in frames: it comes out as it went in, and nothing else is taken for it.</summary>
public sealed class BodyTests
{
    private static readonly MemberList s_members = MemberList.Of(
        new GroupMember(7, "b", "host:7001", MemberRole.Voter),
        new GroupMember(3, "a", "[::1]:7002", MemberRole.Learner),
        new GroupMember(ulong.MaxValue, "w-1.x_y", "", MemberRole.Witness));

    private static readonly PeerIdentity s_identity = new()
    {
        ClusterId = new UInt128(1, 2),
        MemberId = 9,
        RunId = 10,
        Name = "a",
        Role = MemberRole.Voter,
        Address = "host:1",
        ClientAddress = "host:2",
        PeersHash = 11,
    };

    [Fact]
    public void Every_field_of_a_message_comes_through() => Seeds.ForEach(50, random =>
    {
        var message = RandomMessage(random);
        if (message.Kind != MessageKind.Append)
            message = message with { EntryCount = 0 };
        var writer = new WireWriter(1);
        MessageCodec.Write(writer, message);
        Assert.Equal(MessageCodec.Bytes, writer.Length);
        var reader = new WireReader(writer.Written);
        Assert.True(MessageCodec.TryRead(ref reader, out var read));
        Assert.True(reader.IsAtEnd);
        Assert.Equal(message, read);
        foreach (var prefix in Fragmenter.ProperPrefixes(writer.Written.ToArray()))
        {
            var shorter = new WireReader(prefix);
            Assert.False(MessageCodec.TryRead(ref shorter, out _));
        }
    });

    [Fact]
    public void Entries_come_through_with_the_configurations_among_them()
    {
        var writer = new WireWriter(1);
        EntriesCodec.Write(writer, 1, "first"u8);
        EntriesCodec.Write(writer, GroupTags.Configuration, s_members.Encode());
        EntriesCodec.Write(writer, 2, default);
        var message = new Message { Kind = MessageKind.Append, Index = 41, EntryTerm = 3, EntryCount = 3 };
        var codec = new EntriesCodec();
        Assert.True(codec.TryRead(writer.Written, ref message, 1000));
        Assert.Equal("first"u8, codec.Payload(writer.Written, 0, out var tag));
        Assert.Equal(1, tag);
        Assert.Equal((43UL, s_members), Assert.Single(codec.Configurations));
        Assert.Equal(43UL, Assert.Single(message.Configurations!).Index);
    }

    [Fact]
    public void Entries_that_are_cut_too_many_too_long_or_no_configuration_are_refused()
    {
        var writer = new WireWriter(1);
        EntriesCodec.Write(writer, 1, "first"u8);
        EntriesCodec.Write(writer, 2, "second"u8);
        Assert.True(Reads(writer.Written, 2, 6));
        Assert.False(Reads(writer.Written, 1, 6));
        Assert.False(Reads(writer.Written, 3, 6));
        Assert.False(Reads(writer.Written, 2, 5));
        foreach (var prefix in Fragmenter.ProperPrefixes(writer.Written.ToArray()))
            Assert.False(Reads(prefix, 2, 6));
        writer.Clear();
        EntriesCodec.Write(writer, GroupTags.Configuration, "no members"u8);
        Assert.False(Reads(writer.Written, 1, 100));
    }

    [Fact]
    public void A_member_list_comes_through_and_nothing_like_it_does()
    {
        var bytes = s_members.Encode();
        Assert.Equal(s_members, MemberList.TryDecode(bytes));
        foreach (var prefix in Fragmenter.ProperPrefixes(bytes))
            Assert.Null(MemberList.TryDecode(prefix));
        Assert.Null(MemberList.TryDecode([.. bytes, 0]));
        Seeds.ForEach(500, random =>
        {
            var bad = (byte[])bytes.Clone();
            bad[random.NextInt32(bad.Length)] ^= (byte)random.NextInt32(1, 256);
            // A changed byte gives no list or one that says something else, and never an exception.
            if (MemberList.TryDecode(bad) is { } other)
                Assert.NotEqual(s_members, other);
        });
    }

    [Fact]
    public void A_hello_comes_through_and_an_older_version_is_named()
    {
        var hello = Handshake.Hello(new byte[Handshake.NonceBytes], "b", s_identity);
        Assert.Equal(RefusalReason.None, Handshake.TryReadHello(hello, out var target, out var identity));
        Assert.Equal(("b", s_identity), (target, identity));
        foreach (var prefix in Fragmenter.ProperPrefixes(hello))
            Assert.Equal(RefusalReason.Malformed, Handshake.TryReadHello(prefix, out _, out _));
        var older = Handshake.Hello(new byte[Handshake.NonceBytes], "b", s_identity, version: 0);
        Assert.Equal(RefusalReason.Version, Handshake.TryReadHello(older, out _, out _));
        hello[0] ^= 1;
        Assert.Equal(RefusalReason.Malformed, Handshake.TryReadHello(hello, out _, out _));
    }

    [Fact]
    public void A_proof_holds_for_its_side_its_secret_and_its_nonces_only()
    {
        byte[] hello = [1, 2, 3], challenge = [4, 5];
        var proof = Handshake.Prove("secret", isAcceptor: true, hello, challenge);
        Assert.True(Handshake.IsProven(proof, "secret", isAcceptor: true, hello, challenge));
        Assert.False(Handshake.IsProven(proof, "secret", isAcceptor: false, hello, challenge));
        Assert.False(Handshake.IsProven(proof, "Secret", isAcceptor: true, hello, challenge));
        Assert.False(Handshake.IsProven(proof, null, isAcceptor: true, hello, challenge));
        Assert.False(Handshake.IsProven(proof, "secret", isAcceptor: true, [1, 2, 3, 4], [5]));
        Assert.False(Handshake.IsProven(proof, "secret", isAcceptor: true, hello, [4, 6]));
    }

    [Fact]
    public void A_challenge_and_the_frames_of_a_snapshot_come_through()
    {
        byte[] challenge = [.. Handshake.Challenge(new byte[Handshake.NonceBytes], s_identity), .. new byte[Handshake.ProofBytes]];
        Assert.Equal(s_identity, Handshake.TryReadChallenge(challenge, out _, out _));
        Assert.Null(Handshake.TryReadChallenge(challenge.AsSpan(1), out _, out _));
        var begin = new SnapshotBegin(10, 2, 1 << 20, 7, s_members);
        Assert.Equal(begin, SnapshotBegin.TryRead(begin.Encode()));
        foreach (var prefix in Fragmenter.ProperPrefixes(begin.Encode()))
            Assert.Null(SnapshotBegin.TryRead(prefix));
        Assert.Null(SnapshotBegin.TryRead((begin with { ConfigurationIndex = 11 }).Encode()));
        var ack = new SnapshotAck(10, 4096, SnapshotAckStatus.Complete);
        Assert.True(SnapshotAck.TryRead(ack.Encode(), out var read));
        Assert.Equal(ack, read);
        Assert.False(SnapshotAck.TryRead((ack with { Offset = -1 }).Encode(), out _));
        Assert.False(SnapshotAck.TryRead(ack.Encode().AsSpan(1), out _));
    }

    [Fact]
    public void No_bytes_make_a_reader_throw() => Seeds.ForEach(500, random =>
    {
        var bytes = new byte[random.NextInt32(300)];
        random.Fill(bytes);
        var reader = new WireReader(bytes);
        MessageCodec.TryRead(ref reader, out var message);
        new EntriesCodec().TryRead(bytes, ref message, 100);
        MemberList.TryDecode(bytes);
        Handshake.TryReadHello(bytes, out _, out _);
        Handshake.TryReadChallenge(bytes, out _, out _);
        Handshake.ReadRefused(bytes);
        SnapshotBegin.TryRead(bytes);
        SnapshotAck.TryRead(bytes, out _);
    });

    private static bool Reads(ReadOnlySpan<byte> bytes, int count, int payloadBytesMax)
    {
        var message = new Message { Kind = MessageKind.Append, EntryTerm = 1, EntryCount = count };
        return new EntriesCodec().TryRead(bytes, ref message, payloadBytesMax);
    }

    private static Message RandomMessage(SeededRandom random) => new()
    {
        Kind = (MessageKind)random.NextInt32(1, 12),
        Rejected = random.Chance(0.5),
        IsTransfer = random.Chance(0.5),
        From = random.NextUInt64(),
        To = random.NextUInt64(),
        Term = random.NextUInt64(),
        Index = random.NextUInt64() >> 1,
        LogTerm = random.NextUInt64(),
        Commit = random.NextUInt64(),
        Hint = random.NextUInt64(),
        Round = random.NextUInt64(),
        EntryTerm = random.NextUInt64(),
        EntryCount = random.NextInt32(1000),
    };
}
