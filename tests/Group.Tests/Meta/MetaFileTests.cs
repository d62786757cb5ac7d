using System.Buffers.Binary;
using FromScratch.Core;
using FromScratch.Group.Members;
using FromScratch.Group.Meta;
using FromScratch.Log.Files;
using FromScratch.Log.Format;
using FromScratch.Replication;
using FromScratch.Replication.Membership;
using FromScratch.TestKit.Disks;

namespace FromScratch.Group.Tests.Meta;

public sealed class MetaFileTests
{
    private static readonly GroupMeta s_meta = new()
    {
        ClusterId = new UInt128(0x0102030405060708, 0x090A0B0C0D0E0F10),
        MemberId = 0x1122334455667788,
        NodeName = "a",
        HardState = new HardState(5, 0x2222222222222222),
        Founders = MemberList.Of(new GroupMember(0x1122334455667788, "a", "h:1", MemberRole.Voter)),
        InstallingIndex = 100,
        InstallingTerm = 4,
    };

    private readonly SimulatedDisk _disk = new(new SeededRandom(1));

    [Fact]
    public void What_is_written_is_read()
    {
        var file = new MetaFile(_disk.Mount());
        Assert.Null(file.Read());
        file.Write(s_meta);
        Assert.Equal(s_meta, file.Read());
        var changed = s_meta with { HardState = new HardState(5, 7) };
        file.Write(changed);
        Assert.Equal(changed, file.Read());
        Assert.Equal(["meta-0000000000000002.kv"], _disk.Names);
    }

    [Fact]
    public void The_layout_of_version_2_stays_as_it_is()
    {
        new MetaFile(_disk.Mount()).Write(s_meta);
        const string Expected =
            "46534B564D455441" + "0200" + "0000" + "64000000" + "100F0E0D0C0B0A090807060504030201" + "0500000000000000" + "2222222222222222"
            + "8877665544332211" + "6400000000000000" + "0400000000000000" + "0100" + "61" + "0100" + "0100" + "8877665544332211" + "01"
                + "0100" + "61"
            + "0300" + "683A31";
        var bytes = _disk.Content("meta-0000000000000001.kv");
        Assert.Equal(Expected, Convert.ToHexString(bytes.AsSpan(..^4)));
        Assert.Equal(Crc32C.Of(bytes.AsSpan(..^4)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(^4..)));
    }

    [Fact]
    public void Version_1_is_read_as_identity_and_term_and_the_next_write_comes_behind_it()
    {
        var directory = _disk.Mount();
        WriteVersion1(directory, term: 0x1f);
        var file = new MetaFile(directory);
        var meta = file.Read()!;
        Assert.Equal((s_meta.ClusterId, 0UL, new HardState(0x1f, 0)), (meta.ClusterId, meta.MemberId, meta.HardState));
        file.Write(s_meta);
        Assert.Equal(["meta-0000000000000020.kv"], _disk.Names);
        Assert.Equal(s_meta, file.Read());
    }

    [Fact]
    public void A_power_cut_at_any_operation_leaves_the_one_before_or_the_new_one()
    {
        for (var at = 1; at < 12; at++)
        {
            for (ulong seed = 1; seed <= 20; seed++)
            {
                var disk = new SimulatedDisk(new SeededRandom(seed));
                new MetaFile(disk.Mount()).Write(s_meta);
                var next = s_meta with { HardState = new HardState(6, 1) };
                disk.CrashAtOperation = disk.Operations + at;
                var isWritten = true;
                try
                {
                    new MetaFile(disk.Mount()).Write(next);
                }
                catch (SimulatedCrashException)
                {
                    isWritten = false;
                }

                disk.CutPower();
                var found = new MetaFile(disk.Mount()).Read();
                Assert.True(found == next || (!isWritten && found == s_meta), $"operation {at}, seed {seed}: {found}");
                new MetaFile(disk.Mount()).Write(next);
                Assert.Equal(next, new MetaFile(disk.Mount()).Read());
            }
        }
    }

    [Fact]
    public void Every_flipped_bit_is_reported_and_nothing_is_changed()
    {
        var bits = EncodedBits();
        for (var bit = 0; bit < bits; bit++)
        {
            var disk = new SimulatedDisk(new SeededRandom(1));
            new MetaFile(disk.Mount()).Write(s_meta);
            disk.FlipBit("meta-0000000000000001.kv", bit);
            var error = Assert.Throws<IOException>(() => new MetaFile(disk.Mount()).Read());
            Assert.Contains("Nothing was changed", error.Message, StringComparison.Ordinal);
        }
    }

    private static void WriteVersion1(ILogDirectory directory, ulong term)
    {
        var bytes = new byte[48];
        "FSKVMETA"u8.CopyTo(bytes);
        bytes[8] = 1;
        BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(16), s_meta.ClusterId);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), term);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(44), Crc32C.Of(bytes.AsSpan(..44)));
        using var file = directory.Create($"meta-{term:x16}.kv", bytes.Length);
        file.Write(0, bytes);
        file.Sync();
        directory.Sync();
    }

    private static int EncodedBits()
    {
        var disk = new SimulatedDisk(new SeededRandom(1));
        new MetaFile(disk.Mount()).Write(s_meta);
        return 8 * disk.Content("meta-0000000000000001.kv").Length;
    }
}
