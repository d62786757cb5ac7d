using System.Buffers.Binary;
using System.Globalization;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Restart;
using FromScratch.Cache.Tests.Engine;
using FromScratch.TestKit;

namespace FromScratch.Cache.Tests.Restart;

/// <summary>What damage to the warm-restart file does. The layout is in src/Cache/Restart/FORMAT.md.</summary>
public sealed class DamagedItemFileTests : IDisposable
{
    private const int FewItems = 4;
    private readonly TestEngine _source = new();
    private readonly TempDirectory _directory = new();

    public void Dispose()
    {
        _source.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Undamaged_it_gives_back_every_item_large_and_small()
    {
        using var target = new TestEngine();
        for (var i = 0; i < 500; i++)
            _source.Store(KeyOf(i), ValueOf(i), flags: (uint)i % 3);
        var large = new string('v', 600_000);
        _source.Store("large", large, flags: uint.MaxValue);
        _source.Store("empty", "");

        Assert.Equal(new ItemFileResult(502, 0, 0, Complete: true, DamagedAtOffset: -1), Read(Write(), target));
        Assert.All(Enumerable.Range(0, 500), i => Assert.Equal((ValueOf(i), (uint)i % 3), ItemOf(target, KeyOf(i))));
        Assert.Equal((large, uint.MaxValue), ItemOf(target, "large"));
        Assert.Equal(("", 0u), ItemOf(target, "empty"));
        Assert.Equal(502, target.Engine.Stats().Items);
    }

    [Fact]
    public void A_file_that_ends_anywhere_gives_back_the_items_in_front_and_says_where_it_ends()
    {
        var (file, ends) = WriteFew();
        for (var length = ItemFileWriter.HeaderBytes; length < file.Length; length++)
        {
            var whole = ends.Count(end => end <= length) - 1;
            CheckDamaged(file[..length], whole, ends[whole]);
        }
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public void A_byte_that_is_wrong_anywhere_costs_its_record_and_those_behind_it(byte bits)
    {
        var (file, ends) = WriteFew();
        for (var at = ItemFileWriter.HeaderBytes; at < file.Length; at++)
        {
            var whole = ends.Count(end => end <= at) - 1;
            var damaged = file.ToArray();
            damaged[at] ^= bits;
            CheckDamaged(damaged, whole, ends[whole]);
        }
    }

    [Fact]
    public void A_record_that_is_missing_repeated_or_moved_is_noticed()
    {
        var (file, ends) = WriteFew();
        byte[] Piece(int number) => file[ends[number]..ends[number + 1]];
        byte[] trailer = file[ends[FewItems]..];
        CheckDamaged([.. file[..ends[1]], .. file[ends[2]..]], 1, ends[1]);
        CheckDamaged([.. file[..ends[2]], .. Piece(1), .. file[ends[2]..]], 2, ends[2]);
        CheckDamaged([.. file[..ends[1]], .. Piece(2), .. Piece(1), .. file[ends[3]..]], 1, ends[1]);
        CheckDamaged([.. file[..ends[2]], .. trailer], 2, ends[2]);
    }

    [Fact]
    public void What_does_not_begin_as_such_a_file_is_refused()
    {
        var (file, _) = WriteFew();
        for (var length = 0; length < ItemFileWriter.HeaderBytes; length++)
            Refused(file[..length]);
        for (var at = 0; at < 8; at++)
            Assert.Equal("not a warm-restart file", Refused([.. file[..at], (byte)~file[at], .. file[(at + 1)..]]));
        Assert.Equal("not a warm-restart file", Refused(new byte[1000]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ItemFileWriter.Version + 1)]
    [InlineData(uint.MaxValue)]
    public void Another_version_is_refused_by_its_number(uint version)
    {
        var (file, _) = WriteFew();
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), version);
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"warm-restart file of version {version}; known: "), Refused(file));
    }

    [Fact]
    public void A_length_beyond_any_item_is_damage_however_large_the_file()
    {
        using var target = new TestEngine();
        var (start, ends) = WriteFew();
        var path = _directory.File("huge");
        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        file.Write(start.AsSpan(0, ends[1] + 5));
        file.Write([0xFF, 0xFF, 0xFF, 0x7F]);
        file.SetLength(3L << 30); // a hole, not bytes
        file.Position = 0;
        var result = ItemFileReader.Read(target.Engine, file, UnixSecondsOf(target));
        Assert.Equal(new ItemFileResult(1, 0, 0, Complete: false, ends[1]), result);
    }

    [Fact]
    public void An_item_that_is_too_large_for_the_new_limits_is_counted_as_refused()
    {
        _source.Store("large", new string('v', 5000));
        _source.Store("small", "v");
        using var target = new TestEngine(new CacheEngineOptions { ItemBytesMax = 2048 });
        Assert.Equal(new ItemFileResult(1, 1, 0, Complete: true, DamagedAtOffset: -1), Read(Write(), target));
        Assert.Equal(("v", 0u), ItemOf(target, "small"));
    }

    [Fact]
    public void The_file_appears_under_its_name_only_when_it_is_whole()
    {
        _source.Store("k", "v");
        var path = _directory.File("gone/items");
        Assert.ThrowsAny<IOException>(() => ItemFileWriter.Write(_source.Engine, path, UnixSecondsOf(_source)));
        var before = _directory.Write("items", "older");
        Assert.Equal(1, ItemFileWriter.Write(_source.Engine, before, UnixSecondsOf(_source)));
        Assert.Equal([before], Directory.GetFiles(_directory.Path));
        Assert.StartsWith("FSCACHE\n", File.ReadAllText(before));
    }

    private static string KeyOf(int i) => $"key:{i}";

    private static string ValueOf(int i) => string.Create(CultureInfo.InvariantCulture, $"{i} ") + new string((char)('a' + (i % 26)), i);

    private static (string Value, uint Flags)? ItemOf(TestEngine engine, string key) =>
        engine.Lookup(key) is { } found ? (found.Text, found.Flags) : null;

    private static long UnixSecondsOf(TestEngine engine) => engine.Clock.ToUnixSeconds(engine.Now);

    private static ItemFileResult Read(byte[] file, TestEngine target) =>
        ItemFileReader.Read(target.Engine, new MemoryStream(file), UnixSecondsOf(target));

    private static string Refused(byte[] file)
    {
        using var target = new TestEngine();
        var error = Assert.Throws<InvalidDataException>(() => Read(file, target));
        Assert.Equal(0, target.Engine.Stats().Items);
        return error.Message;
    }

    private static void CheckDamaged(byte[] file, int items, int offset)
    {
        using var target = new TestEngine();
        Assert.Equal(new ItemFileResult(items, 0, 0, Complete: false, offset), Read(file, target));
        Assert.Equal(items, target.Engine.Stats().Items);
        var back = Enumerable.Range(0, FewItems).Where(i => target.Get(KeyOf(i)) is not null).ToList();
        Assert.Equal(items, back.Count);
        Assert.All(back, i => Assert.Equal((ValueOf(i), (uint)i), ItemOf(target, KeyOf(i))));
    }

    private byte[] Write()
    {
        var path = _directory.File("items");
        ItemFileWriter.Write(_source.Engine, path, UnixSecondsOf(_source));
        return File.ReadAllBytes(path);
    }

    /// <summary>A small file, and where its header and each of its records end.</summary>
    private (byte[] File, List<int> Ends) WriteFew()
    {
        for (var i = 0; i < FewItems; i++)
            _source.Store(KeyOf(i), ValueOf(i), flags: (uint)i);
        var file = Write();
        List<int> ends = [ItemFileWriter.HeaderBytes];
        for (var i = 0; i < FewItems; i++)
        {
            var record = file.AsSpan(ends[^1]);
            ends.Add(ends[^1] + ItemFileWriter.RecordHeaderBytes + record[4] + BinaryPrimitives.ReadInt32LittleEndian(record[5..]));
        }

        return (file, ends);
    }
}
