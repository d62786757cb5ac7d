using FromScratch.Core;

namespace FromScratch.Protocols.Memcached.Binary;

/// <summary>Finds one request at the start of the input. Pure, no allocation; the request's spans point into the input.</summary>
public static class BinaryRequestDecoder
{
    /// <summary>Longest key in bytes.</summary>
    public const int KeyBytesMax = 250;

    /// <summary>No body may announce more, whatever the item limit: 1 GiB.</summary>
    public const uint BodyBytesMax = 1 << 30;

    /// <param name="input">Bytes as received.</param>
    /// <param name="storableBytesMax">Bodies over this many bytes are refused from their header, so that they
    /// are never gathered in memory.</param>
    /// <param name="request">Done: all of it, <see cref="BinaryRequestHeader.TotalBytes"/> long. Invalid:
    /// <see cref="BinaryRequest.Fault"/>, and the header unless the magic is wrong. NeedMore:
    /// <see cref="BinaryRequest.BytesWanted"/>.</param>
    public static DecodeStatus Decode(ReadOnlySpan<byte> input, int storableBytesMax, out BinaryRequest request)
    {
        request = default;
        if (!input.IsEmpty && input[0] != BinaryRequestHeader.Magic)
        {
            request.Fault = BinaryFault.BadMagic;
            return DecodeStatus.Invalid;
        }

        if (input.Length < BinaryRequestHeader.Bytes)
        {
            request.BytesWanted = BinaryRequestHeader.Bytes;
            return DecodeStatus.NeedMore;
        }

        request.Header = BinaryRequestHeader.Read(input);
        var fault = BinaryLengthRules.Check(request.Header, storableBytesMax);
        return fault switch
        {
            BinaryFault.None => Slice(input, (int)request.Header.TotalBytes, ref request) ? DecodeStatus.Done : DecodeStatus.NeedMore,
            BinaryFault.ValueTooLarge => SliceUpToValue(input, ref request) ? Refuse(fault, ref request) : DecodeStatus.NeedMore,
            _ => Refuse(fault, ref request),
        };
    }

    private static DecodeStatus Refuse(BinaryFault fault, ref BinaryRequest request)
    {
        request.Fault = fault;
        return DecodeStatus.Invalid;
    }

    private static bool SliceUpToValue(ReadOnlySpan<byte> input, ref BinaryRequest request) =>
        Slice(input, BinaryRequestHeader.Bytes + request.Header.ExtrasLength + request.Header.KeyLength, ref request);

    private static bool Slice(ReadOnlySpan<byte> input, int bytes, ref BinaryRequest request)
    {
        if (input.Length < bytes)
        {
            request.BytesWanted = bytes;
            return false;
        }

        var body = input[BinaryRequestHeader.Bytes..bytes];
        var keyEnd = request.Header.ExtrasLength + request.Header.KeyLength;
        request.Extras = body[..request.Header.ExtrasLength];
        request.Key = body[request.Header.ExtrasLength..keyEnd];
        request.Value = body[keyEnd..];
        return true;
    }
}
