using System.Text;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Http;

namespace FromScratch.Protocols.Tests.Http;

/// <summary>Messages as text (one character is one byte), and what the codec makes of them however they are cut.</summary>
internal static class HttpText
{
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static string Text(ByteRange range, byte[] input) => Text(range.Of(input));

    /// <summary>What a writer writes.</summary>
    public static string Written(Action<OutputBuffer> write)
    {
        var output = new OutputBuffer();
        write(output);
        return Text(output.Written);
    }

    /// <summary>
    /// Parses a request after checking that every prefix of it gets either "need more" or the answer of the whole: so the answer does not
    /// hang on how the bytes were cut.
    /// </summary>
    public static HeadAnswer Parse(byte[] input, HttpRequestHead head, HttpLimits? limits = null) =>
        EveryPrefix(input, bytes => ParseOnce(bytes, head, limits ?? HttpLimits.Default));

    public static HeadAnswer Parse(string input, HttpRequestHead head, HttpLimits? limits = null) => Parse(Bytes(input), head, limits);

    /// <summary>The same for a response.</summary>
    public static HeadAnswer Parse(byte[] input, HttpResponseHead head, HttpLimits? limits = null) =>
        EveryPrefix(input, bytes => ParseOnce(bytes, head, limits ?? HttpLimits.Default));

    public static HeadAnswer Parse(string input, HttpResponseHead head, HttpLimits? limits = null) => Parse(Bytes(input), head, limits);

    public static HeadAnswer ParseOnce(byte[] input, HttpRequestHead head, HttpLimits limits)
    {
        var status = HttpRequestParser.Parse(input, limits, head, out var consumed, out var error);
        return new HeadAnswer(status, error, consumed);
    }

    public static HeadAnswer ParseOnce(byte[] input, HttpResponseHead head, HttpLimits limits)
    {
        var status = HttpResponseParser.Parse(input, limits, head, out var consumed, out var error);
        return new HeadAnswer(status, error, consumed);
    }

    private static HeadAnswer EveryPrefix(byte[] input, Func<byte[], HeadAnswer> parse)
    {
        var judged = new HeadAnswer(DecodeStatus.NeedMore, HttpParseError.None, 0);
        for (var length = 0; length <= input.Length; length++)
        {
            var answer = parse(input[..length]);
            Assert.Equal(answer.Status == DecodeStatus.Invalid, answer.Error != HttpParseError.None);
            Assert.Equal(answer.Status == DecodeStatus.Done, answer.Consumed > 0);
            Assert.InRange(answer.Consumed, 0, length);
            if (judged.Status != DecodeStatus.NeedMore)
                Assert.Equal(judged, answer);
            judged = answer;
        }

        return judged;
    }
}

internal readonly record struct HeadAnswer(DecodeStatus Status, HttpParseError Error, int Consumed);
