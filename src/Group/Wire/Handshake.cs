using System.Security.Cryptography;
using System.Text;
using FromScratch.Group.Members;
using FromScratch.Replication.Membership;

namespace FromScratch.Group.Wire;

/// <summary>What a node says of itself, on either side.</summary>
internal sealed record PeerIdentity
{
    /// <summary>0 = its directory is new: it belongs to no group yet.</summary>
    public UInt128 ClusterId { get; init; }

    /// <summary>Of the group; see <see cref="Meta.GroupMeta.Epoch"/>.</summary>
    public ushort Epoch { get; init; }

    public ulong MemberId { get; init; }

    public required string Name { get; init; }

    public MemberRole Role { get; init; }

    /// <summary>Where it listens for other members.</summary>
    public required string Address { get; init; }

    public required string ClientAddress { get; init; }

    /// <summary>Of this run of the process: tells a member that came back from a second one with its directory.</summary>
    public ulong RunId { get; init; }

    /// <summary>Of the names of the voters it was started with: formation needs it to be the same everywhere.</summary>
    public uint PeersHash { get; init; }

    public bool IsFresh => ClusterId == 0;

    public void Write(WireWriter writer)
    {
        writer.UInt128(ClusterId);
        writer.UInt16(Epoch);
        writer.UInt64(MemberId);
        writer.UInt64(RunId);
        writer.Byte((byte)Role);
        writer.UInt32(PeersHash);
        writer.String(Name);
        writer.String(Address);
        writer.String(ClientAddress);
    }

    public static PeerIdentity? Read(ref WireReader reader)
    {
        var identity = new PeerIdentity
        {
            ClusterId = reader.UInt128(),
            Epoch = reader.UInt16(),
            MemberId = reader.UInt64(),
            RunId = reader.UInt64(),
            Role = (MemberRole)reader.Byte(),
            PeersHash = reader.UInt32(),
            Name = reader.String(NodeNames.BytesMax),
            Address = reader.String(NodeNames.AddressBytesMax),
            ClientAddress = reader.String(NodeNames.AddressBytesMax),
        };
        return !reader.HasFailed && identity.MemberId != 0 && NodeNames.IsValid(identity.Name)
            && identity.Role is >= MemberRole.Voter and <= MemberRole.Witness ? identity : null;
    }
}

/// <summary>Why a node is not let in. The numbers are on the wire: never change one.</summary>
internal enum RefusalReason : byte
{
    None = 0,
    Version = 1,
    Secret = 2,
    OtherCluster = 3,
    ReusedId = 4,
    UnknownName = 5,
    WrongName = 6,
    Busy = 7,
    Malformed = 8,
    OtherEpoch = 9,
}

/// <summary>
/// Builds and reads the bodies of the four handshake frames. Dialler: Hello (magic, version, nonce, name it wants to reach, identity);
/// acceptor: Challenge (version, nonce, identity, proof); dialler: Proof; acceptor: Welcome. Either may say Refused instead. A proof is
/// HMAC-SHA256, keyed with the secret, over a label for the side and both frames before it, nonces included.
/// </summary>
internal static class Handshake
{
    public const ushort Version = 1;
    public const int NonceBytes = 32;
    public const int ProofBytes = 32;

    public static ReadOnlySpan<byte> Magic => "FSGROUP1"u8;

    public static byte[] Hello(ReadOnlySpan<byte> nonce, string target, PeerIdentity self, ushort version = Version)
    {
        var writer = new WireWriter(512);
        writer.Bytes(Magic);
        writer.UInt16(version);
        writer.Bytes(nonce);
        writer.String(target);
        self.Write(writer);
        return writer.Written.ToArray();
    }

    public static RefusalReason TryReadHello(ReadOnlySpan<byte> body, out string target, out PeerIdentity identity)
    {
        (target, identity) = ("", null!);
        var reader = new WireReader(body);
        if (!reader.Take(Magic.Length).SequenceEqual(Magic))
            return RefusalReason.Malformed;
        if (reader.UInt16() != Version)
            return reader.HasFailed ? RefusalReason.Malformed : RefusalReason.Version;
        reader.Take(NonceBytes);
        target = reader.String(NodeNames.BytesMax);
        identity = PeerIdentity.Read(ref reader)!;
        return identity is not null && reader.IsAtEnd ? RefusalReason.None : RefusalReason.Malformed;
    }

    /// <summary>The challenge without its proof; <see cref="Prove"/> makes that.</summary>
    public static byte[] Challenge(ReadOnlySpan<byte> nonce, PeerIdentity self)
    {
        var writer = new WireWriter(512);
        writer.UInt16(Version);
        writer.Bytes(nonce);
        self.Write(writer);
        return writer.Written.ToArray();
    }

    public static PeerIdentity? TryReadChallenge(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> bare, out ReadOnlySpan<byte> proof)
    {
        bare = proof = default;
        if (body.Length < ProofBytes)
            return null;
        bare = body[..^ProofBytes];
        proof = body[^ProofBytes..];
        var reader = new WireReader(bare);
        if (reader.UInt16() != Version)
            return null;
        reader.Take(NonceBytes);
        var identity = PeerIdentity.Read(ref reader);
        return reader.IsAtEnd ? identity : null;
    }

    public static byte[] Prove(string? secret, bool isAcceptor, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> bareChallenge) =>
        Digest(secret, isAcceptor ? "acceptor"u8 : "dialler"u8, hello, bareChallenge);

    public static bool IsProven(
        ReadOnlySpan<byte> proof, string? secret, bool isAcceptor, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> bareChallenge) =>
        CryptographicOperations.FixedTimeEquals(proof, Prove(secret, isAcceptor, hello, bareChallenge));

    /// <summary>What the CRCs of the connection's frames begin with: another number on every connection.</summary>
    public static uint SeedOf(string? secret, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> bareChallenge) =>
        BitConverter.ToUInt32(Digest(secret, "frames"u8, hello, bareChallenge));

    public static byte[] Refused(RefusalReason reason, string text)
    {
        var writer = new WireWriter(256);
        writer.Byte((byte)reason);
        writer.String(text);
        return writer.Written.ToArray();
    }

    public static (RefusalReason Reason, string Text) ReadRefused(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        var reason = (RefusalReason)reader.Byte();
        var text = reader.String(FrameLimits.HandshakeBytesMax);
        return reader.IsAtEnd ? (reason, text) : (RefusalReason.Malformed, "an answer that cannot be read");
    }

    private static byte[] Digest(string? secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> bareChallenge)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret ?? ""));
        hmac.AppendData(label);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(length, hello.Length);
        hmac.AppendData(length);
        hmac.AppendData(hello);
        hmac.AppendData(bareChallenge);
        return hmac.GetHashAndReset();
    }
}
