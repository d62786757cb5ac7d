using FromScratch.Core;
using FromScratch.Protocols.Http;
using FromScratch.TestKit;

namespace FromScratch.Protocols.Tests.Http;

/// <summary>Feeds a body in pieces as a connection does, unconsumed bytes first, and tells what came of it.</summary>
internal static class BodyText
{
    public static BodyReader Chunked(HttpLimits? limits = null) => new(BodyFraming.Chunked, 0, limits ?? HttpLimits.Default);

    /// <summary>The answer that relaying and decoding give for every way of cutting.</summary>
    public static BodyAnswer Follow(string wire, Func<BodyReader> open)
    {
        var expected = Relay([HttpText.Bytes(wire)], open());
        var payload = Decode([HttpText.Bytes(wire)], open()).Payload;
        Fragmenter.ForEachCut(wire, pieces =>
        {
            Assert.Equal(expected, Relay(pieces, open()));
            Assert.Equal(expected with { Payload = payload }, Decode(pieces, open()));
        });
        return expected with { Payload = payload };
    }

    public static BodyAnswer Relay(IEnumerable<byte[]> pieces, BodyReader reader)
    {
        var relayed = 0;
        byte[] rest = [];
        var status = DecodeStatus.NeedMore;
        foreach (var piece in pieces)
        {
            rest = [.. rest, .. piece];
            var before = status;
            status = reader.Relay(rest, out var consumed);
            Assert.InRange(consumed, 0, rest.Length);
            AssertFinal(before, status, consumed);
            relayed += consumed;
            rest = rest[consumed..];
        }

        return new BodyAnswer(status, reader.Error, relayed, "");
    }

    public static BodyAnswer Decode(IEnumerable<byte[]> pieces, BodyReader reader)
    {
        var decoded = 0;
        var payload = "";
        byte[] rest = [];
        var status = DecodeStatus.NeedMore;
        foreach (var piece in pieces)
        {
            rest = [.. rest, .. piece];
            while (true)
            {
                var before = status;
                status = reader.Decode(rest, out var consumed, out var place);
                Assert.InRange(place.End, 0, consumed);
                AssertFinal(before, status, consumed);
                payload += HttpText.Text(place, rest);
                decoded += consumed;
                rest = rest[consumed..];
                if (status != DecodeStatus.NeedMore || consumed == 0)
                    break;
            }
        }

        return new BodyAnswer(status, reader.Error, decoded, payload);
    }

    /// <summary>The end is the end, and a fault stays one, whatever follows.</summary>
    private static void AssertFinal(DecodeStatus before, DecodeStatus now, int consumed)
    {
        if (before == DecodeStatus.NeedMore)
            return;
        Assert.Equal(before, now);
        Assert.Equal(0, consumed);
    }
}

/// <param name="Status">The last answer.</param>
/// <param name="Error">Its reason.</param>
/// <param name="Relayed">Bytes that belonged to the message.</param>
/// <param name="Payload">What they carried.</param>
internal sealed record BodyAnswer(DecodeStatus Status, HttpParseError Error, int Relayed, string Payload);
