using System.Text;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Restart;
using FromScratch.Cache.Tests.Admin;
using FromScratch.TestKit;

namespace FromScratch.Cache.Tests.Restart;

/// <summary>The warm-restart file from one engine to the next.</summary>
public sealed class ItemFileTests : IDisposable
{
    /// <summary>Version 1, written at the test clock's start: plain (CAS 41), late (flags 7, CAS 99, dies after 60 s).</summary>
    private const string Version1 = """
        465343414348450a0100000000b955690000000003441a2e05050000000000000029000000000000000000000000000000706c61696e76616c756519
        0ad9b304030000000700000063000000000000003cb95569000000006c617465787878d6cb9d23000200000000000000
        """;

    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Items_come_back_with_everything_that_belongs_to_them()
    {
        using var before = new AdminFixture();
        before.Set("plain");
        before.Set("flagged", "other", flags: 7);
        before.Set("mortal", exptime: 60);
        before.Set("short", exptime: 5);
        var file = Write(before);

        using var after = new AdminFixture();
        after.Clock.AdvanceSeconds(10);
        var result = Read(after, file);
        Assert.Equal(new ItemFileResult(3, 0, 1, true, -1), result);
        Assert.Equal(("other", 7u, CasOf(before, "flagged")), Find(after, "flagged"));
        Assert.Equal(("value", 0u, CasOf(before, "plain")), Find(after, "plain"));
        after.Clock.AdvanceSeconds(49);
        Assert.NotNull(Find(after, "mortal"));
        after.Clock.AdvanceSeconds(2);
        Assert.Null(Find(after, "mortal"));
    }

    [Fact]
    public void An_id_that_a_client_still_holds_never_comes_to_mean_another_value()
    {
        using var before = new AdminFixture();
        before.Set("kept");
        for (var i = 0; i < 50; i++)
            before.Set("key", $"value{i}");
        var held = CasOf(before, "key");
        before.Delete("key");

        using var after = new AdminFixture();
        Read(after, Write(before));
        for (var i = 0; i < 100; i++)
        {
            after.Set("key", $"other{i}");
            Assert.True(CasOf(after, "key") > held);
        }
    }

    [Fact]
    public void Every_partition_goes_on_above_the_highest_id_of_all()
    {
        using var before = new AdminFixture(partitions: 1);
        for (var i = 0; i < 100; i++)
            before.Set("key");
        using var after = new AdminFixture(partitions: 4);
        Read(after, Write(before));
        foreach (var partition in after.Engine.Partitions)
            Assert.Equal(100ul, partition.LastCas);
        after.Set("new");
        Assert.Equal(101ul, CasOf(after, "new"));
    }

    [Fact]
    public void An_engine_that_is_further_already_does_not_go_back()
    {
        using var before = new AdminFixture();
        before.Set("key");
        using var after = new AdminFixture();
        for (var i = 0; i < 10; i++)
            after.Set("other");
        Read(after, Write(before));
        Assert.Equal(10ul, after.Engine.LastCas());
    }

    [Fact]
    public void A_file_of_version_1_is_read_and_ids_go_on_above_its_items()
    {
        using var after = new AdminFixture();
        var file = Convert.FromHexString(Version1.ReplaceLineEndings(""));
        Assert.Equal(new ItemFileResult(2, 0, 0, true, -1), Read(after, file));
        Assert.Equal(("value", 0u, 41ul), Find(after, "plain"));
        Assert.Equal(("xxx", 7u, 99ul), Find(after, "late"));
        after.Set("new");
        Assert.Equal(100ul, CasOf(after, "new"));
    }

    [Fact]
    public void No_flipped_bit_and_no_cut_brings_back_anything_false()
    {
        using var before = new AdminFixture();
        before.Set("a", "first");
        before.Set("b", "second");
        var file = Write(before);
        for (var at = 0; at < file.Length; at++)
        {
            AssertHarmless(file[..at]);
            var flipped = (byte[])file.Clone();
            flipped[at] ^= 1;
            AssertHarmless(flipped);
        }
    }

    /// <summary>Refused, or reported as incomplete with what is true of it.</summary>
    private static void AssertHarmless(byte[] file)
    {
        using var after = new AdminFixture();
        try
        {
            Assert.False(Read(after, file).Complete);
        }
        catch (InvalidDataException)
        {
            Assert.Equal(0, after.Engine.Stats().Items);
        }

        Assert.True(Find(after, "a") is null or ("first", 0, _));
        Assert.True(Find(after, "b") is null or ("second", 0, _));
    }

    private byte[] Write(AdminFixture fixture)
    {
        var path = _folder.File("items");
        ItemFileWriter.Write(fixture.Engine, path, fixture.Clock.UnixSeconds);
        return File.ReadAllBytes(path);
    }

    private static ItemFileResult Read(AdminFixture fixture, byte[] file)
    {
        using var stream = new MemoryStream(file);
        return ItemFileReader.Read(fixture.Engine, stream, fixture.Clock.UnixSeconds);
    }

    private static ulong CasOf(AdminFixture fixture, string key) => Find(fixture, key)!.Value.Cas;

    private static (string Value, uint Flags, ulong Cas)? Find(AdminFixture fixture, string key)
    {
        var bytes = Encoding.Latin1.GetBytes(key);
        var reader = new Copy();
        return fixture.Engine.Get(bytes, fixture.Engine.Hash(bytes), ref reader) ? reader.Found : null;
    }

    private struct Copy : IItemReader
    {
        public (string Value, uint Flags, ulong Cas) Found { get; private set; }

        public void Read(in ItemView item)
        {
            var value = new byte[item.Info.ValueLength];
            item.CopyValueTo(value);
            Found = (Encoding.Latin1.GetString(value), item.Info.ClientFlags, item.Info.Cas);
        }
    }
}
