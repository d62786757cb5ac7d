using FromScratch.Core;

namespace FromScratch.Protocols.Http;

/// <summary>Reads the fields of a request or response head up to the empty line (RFC 9112 section 5).</summary>
internal static class HeadReader
{
    /// <param name="input">What was received.</param>
    /// <param name="begin">Where the head began: its limit counts from there.</param>
    /// <param name="at">Where the fields begin.</param>
    /// <param name="limits">Bounds of the head.</param>
    /// <param name="head">Gets the fields.</param>
    /// <param name="consumed">First byte after the empty line; 0 unless Done.</param>
    /// <param name="error">Why, when the answer is Invalid.</param>
    public static DecodeStatus ReadFields(
        ReadOnlySpan<byte> input, int begin, int at, HttpLimits limits, HttpHead head, out int consumed, out HttpParseError error)
    {
        consumed = 0;
        var limit = begin + limits.HeadBytesMax;
        var window = input[..Math.Min(input.Length, limit)];
        while (true)
        {
            if (head.Fields.Length == limits.FieldsMax && at < window.Length && window[at] != '\r')
                return FieldLine.Fail(HttpParseError.TooManyFields, out error);
            var status = FieldLine.Read(window, at, out var field, out error);
            if (status == DecodeStatus.NeedMore && input.Length >= limit)
                return FieldLine.Fail(HttpParseError.HeadTooLarge, out error);
            if (status != DecodeStatus.Done)
                return status;
            at = field.LineEnd;
            if (field.Name.IsEmpty)
                break;
            if (field.Known != KnownField.Other && (error = head.Note(window, field, limits)) != HttpParseError.None)
                return DecodeStatus.Invalid;
            head.Add(field);
        }

        error = head.Finish(window);
        if (error != HttpParseError.None)
            return DecodeStatus.Invalid;
        consumed = at;
        return DecodeStatus.Done;
    }
}
