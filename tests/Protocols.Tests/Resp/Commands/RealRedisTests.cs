using System.Globalization;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.Protocols.Resp.Replies;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.Protocols.Tests.Resp.Commands;

/// <summary>Our figures and rules beside those of a real server, where one is installed.</summary>
public sealed class RealRedisTests
{
    [Fact]
    public async Task The_table_is_that_of_COMMAND_INFO()
    {
        await using var redis = await RealRedis.StartAsync();
        var version = await VersionAsync(redis);
        var compared = 0;
        foreach (var spec in Shared(version))
        {
            var info = (await redis.CallAsync("COMMAND", "INFO", Wire.Text(spec.Word))).Items[0];
            Assert.False(info.IsNull, Wire.Text(spec.Word));
            AssertSame(info, spec);
            var theirs = info.Items[9].Items.ToDictionary(subcommand => subcommand.Items[0].Text);
            foreach (var subcommand in spec.Subcommands.Where(subcommand => Version.Parse(subcommand.Since) <= version))
                AssertSame(theirs[Wire.Text(subcommand.FullName)], subcommand);
            compared++;
        }

        Assert.InRange(compared, 90, CommandTable.All.Count);
    }

    /// <summary>Some are no commands of Redis.</summary>
    private static IEnumerable<CommandSpec> Shared(Version version) => CommandTable.All.Where(
        spec => spec.Id is not (CommandId.Group or CommandId.Changes or CommandId.Backup or CommandId.KeyRange)
            && Version.Parse(spec.Since) <= version);

    [Fact]
    public async Task Groups_and_versions_are_those_of_COMMAND_DOCS()
    {
        await using var redis = await RealRedis.StartAsync();
        var version = await VersionAsync(redis);
        foreach (var spec in Shared(version))
        {
            var docs = (await redis.CallAsync("COMMAND", "DOCS", Wire.Text(spec.Word))).Items[1];
            Assert.Equal(spec.Since, docs.Find("since")?.Text);
            Assert.Equal(Wire.Text(spec.Group.Name()), docs.Find("group")?.Text);
            Assert.Equal(spec.IsDeprecated, docs.Find("doc_flags")?.Items.Any(flag => flag.Text == "deprecated") ?? false);
        }
    }

    [Theory]
    [InlineData("get")]
    [InlineData("config")]
    [InlineData("config get")]
    [InlineData("config nope x")]
    [InlineData("Foo a b")]
    [InlineData("\"fo\\r\\no\" \"a\\x00\\nb\" c")]
    public async Task Errors_have_the_same_words(string line)
    {
        await using var redis = await RealRedis.StartAsync();
        using var decoder = new RespRequestDecoder();
        Assert.Equal($"-{(await redis.SendAsync(line + "\r\n")).Text}\r\n", OurError(decoder, line));
    }

    [Fact]
    public async Task Sums_of_floats_are_the_same()
    {
        await using var redis = await RealRedis.StartAsync();
        var random = new SeededRandom(7);
        for (var round = 0; round < 300; round++)
        {
            var (left, right) = (RandomFloat(random), RandomFloat(random));
            await redis.CallAsync("SET", "f", left);
            var theirs = await redis.CallAsync("INCRBYFLOAT", "f", right);
            Assert.True(ExtendedFloatParser.TryParse(Wire.Bytes(left), out var a));
            Assert.True(ExtendedFloatParser.TryParse(Wire.Bytes(right), out var b));
            Assert.Equal($"{left} + {right} = {theirs.Text}", $"{left} + {right} = {Wire.Text((a + b).ToBytes())}");
        }
    }

    [Fact]
    public async Task Patterns_match_the_same_keys()
    {
        const string alphabet = "abc*?[]^-\\\x7f\x81";
        await using var redis = await RealRedis.StartAsync();
        var random = new SeededRandom(11);
        string RandomText(int lengthMax) => string.Concat(
            Enumerable.Range(0, random.NextInt32(lengthMax + 1)).Select(_ => alphabet[random.NextInt32(alphabet.Length)]));
        string[] keys = [.. Enumerable.Range(0, 200).Select(_ => RandomText(4)).Distinct()];
        await redis.CallAsync(["MSET", .. keys.SelectMany(key => new[] { key, "" })]);
        for (var round = 0; round < 500; round++)
        {
            var pattern = RandomText(6);
            if (pattern == "*")
                continue;
            var theirs = (await redis.CallAsync("KEYS", pattern)).Items.Select(key => key.Text).Order(StringComparer.Ordinal);
            var ours = keys.Where(key => GlobPattern.Matches(Wire.Bytes(pattern), Wire.Bytes(key))).Order(StringComparer.Ordinal);
            Assert.True(theirs.SequenceEqual(ours), $"pattern {pattern}");
        }
    }

    private static void AssertSame(RespValue info, CommandSpec spec)
    {
        var name = Wire.Text(spec.FullName);
        Assert.Equal(name, info.Items[0].Text);
        Assert.Equal((name, spec.Arity), (name, (int)info.Items[1].Integer));
        Assert.Equal([name, .. CommandFlagNames.Of(spec.Flags)], [name, .. Texts(info.Items[2])]);
        Assert.Equal(
            (name, spec.FirstKey, spec.LastKey, spec.KeyStep),
            (name, (int)info.Items[3].Integer, (int)info.Items[4].Integer, (int)info.Items[5].Integer));
        Assert.Equal([name, .. AclCategoryNames.Of(spec.Categories)], [name, .. Texts(info.Items[6])]);
        Assert.Equal([name, .. spec.Tips.Order()], [name, .. Texts(info.Items[7]).Order()]);
        Assert.Equal([name, .. spec.Keys.Select(Describe)], [name, .. info.Items[8].Items.Select(Describe)]);
    }

    private static string Describe(KeySpec key) => $"{string.Join(' ', KeyFlagNames.Of(key.Flags))} {key.First} {key.Last} {key.Step}";

    private static string Describe(RespValue key)
    {
        var range = key.Find("find_keys")!.Find("spec")!;
        return $"{string.Join(' ', Texts(key.Find("flags")!))} {key.Find("begin_search")!.Find("spec")!.Find("index")!.Text} "
            + $"{range.Find("lastkey")!.Text} {range.Find("keystep")!.Text}";
    }

    private static IEnumerable<string> Texts(RespValue list) => list.Items.Select(item => item.Text);

    private static string OurError(RespRequestDecoder decoder, string line)
    {
        decoder.Decode(Wire.Bytes(line + "\r\n"), RequestLimits.Default, out var request);
        var output = new OutputBuffer();
        CommandErrors.Write(output, CommandLookup.Find(request, out var spec), request, spec);
        return Wire.Text(output.Written);
    }

    private static string RandomFloat(SeededRandom random)
    {
        var digits = (random.NextUInt64() >> random.NextInt32(64)).ToString(CultureInfo.InvariantCulture);
        var exponent = random.NextInt32(3) == 0 ? $"e{random.NextInt32(-30, 30)}" : "";
        return $"{(random.Chance(0.5) ? "-" : "")}{digits}.{random.NextUInt64() >> random.NextInt32(64)}{exponent}";
    }

    private static async Task<Version> VersionAsync(RealRedis redis)
    {
        var info = (await redis.CallAsync("INFO", "server")).Text;
        var line = info.Split("\r\n").First(line => line.StartsWith("redis_version:", StringComparison.Ordinal));
        return Version.Parse(line["redis_version:".Length..]);
    }
}
