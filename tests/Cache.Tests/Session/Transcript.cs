using System.Globalization;
using System.Text;
using FromScratch.Cache.Session.Auth;
using FromScratch.TestKit;
using FromScratch.TestKit.Sessions;

namespace FromScratch.Cache.Tests.Session;

/// <summary>
/// A conversation, line by line: `> text` is sent with a line end, `>> text` as it is (`\n` is a newline), `&lt; text` must be answered
/// with a line end, `~ n` lets n seconds pass, `! closed` says that the server closes. `{x*n}` stands for n times x.
/// </summary>
internal static class Transcript
{
    /// <summary>
    /// Holds the conversation with a fresh server for each way of cutting what is sent: whole, in two at every offset, byte by byte.
    /// </summary>
    public static void Check(string script, Action<CacheOptions>? configure = null, PasswordFile? passwords = null)
    {
        var steps = Parse(script);
        var longest = steps.Max(step => step.Send.Length);
        foreach (var cut in Enumerable.Range(0, longest + 1))
        {
            using var cache = new CacheUnderTest(configure, passwords);
            using var client = cache.Connect();
            client.HonoursInputBytesWanted = cut % 2 == 0;
            Talk(cache, client, steps, cut == longest ? Fragmenter.OneByOne : bytes => Split(bytes, cut), $"cut at {cut} of {longest}");
        }
    }

    private static void Talk(
        CacheUnderTest cache, SessionHarness client, List<Step> steps, Func<byte[], IReadOnlyList<byte[]>> cut, string name)
    {
        foreach (var step in steps)
        {
            cache.Clock.AdvanceSeconds(step.AdvanceSeconds);
            client.FeedAll(cut(Encoding.Latin1.GetBytes(step.Send)));
            Assert.Equal(step.Expect, client.TakeText());
            Assert.True(step.Closed == client.IsClosed, $"{name}: closed is {client.IsClosed}");
        }
    }

    private static IReadOnlyList<byte[]> Split(byte[] bytes, int at) =>
        at == 0 || at >= bytes.Length ? [bytes] : [bytes[..at], bytes[at..]];

    private static List<Step> Parse(string script)
    {
        var steps = new List<Step>();
        var step = new Step();
        foreach (var raw in script.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var line = Expand(raw.TrimEnd('\r'));
            if (line.StartsWith('~'))
            {
                steps.Add(step);
                step = new Step { AdvanceSeconds = int.Parse(line[2..], CultureInfo.InvariantCulture) };
            }
            else if (line.StartsWith(">>", StringComparison.Ordinal))
            {
                step.Send += line[3..].Replace("\\n", "\n", StringComparison.Ordinal);
            }
            else if (line.StartsWith('>'))
            {
                step.Send += (line.Length > 2 ? line[2..] : "") + "\r\n";
            }
            else if (line.StartsWith('<'))
            {
                step.Expect += (line.Length > 2 ? line[2..] : "") + "\r\n";
            }
            else
            {
                step.Closed = true;
            }
        }

        steps.Add(step);
        return steps;
    }

    private static string Expand(string line)
    {
        for (var open = line.IndexOf('{', StringComparison.Ordinal); open >= 0; open = line.IndexOf('{', StringComparison.Ordinal))
        {
            var close = line.IndexOf('}', StringComparison.Ordinal);
            var count = int.Parse(line[(open + 3)..close], CultureInfo.InvariantCulture);
            line = line[..open] + new string(line[open + 1], count) + line[(close + 1)..];
        }

        return line;
    }

    private sealed class Step
    {
        public int AdvanceSeconds { get; init; }

        public string Send { get; set; } = "";

        public string Expect { get; set; } = "";

        public bool Closed { get; set; }
    }
}
