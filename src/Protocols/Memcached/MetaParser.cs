using System.Buffers;
using System.Buffers.Text;

namespace FromScratch.Protocols.Memcached;

/// <summary>
/// Reads the line of a meta command (protocol.txt, "Meta Commands"). What is left of a line after an error is not to be used.
/// </summary>
public static class MetaParser
{
    /// <summary>mg, md, ma, me: `verb key flags*`.</summary>
    /// <param name="keyScratch">At least <see cref="TextLimits.KeyBytesMax"/> bytes; holds a decoded base64 key.</param>
    public static MetaError Parse(scoped in TextLine line, Span<byte> keyScratch, out MetaCommand command)
    {
        command = new MetaCommand { Delta = 1 };
        var rest = TakeToken(line.Arguments, out command.Key);
        if (command.Key.IsEmpty || !AreFlagsPlausible(rest, 2))
            return MetaError.BadFormat;
        command.FlagText = rest;
        return ParseFlags(ref command, 2, keyScratch);
    }

    /// <summary>ms: `ms key length flags*`.</summary>
    /// <param name="swallow">With an error: the length is known, so the value has to be skipped.</param>
    public static MetaError ParseSet(scoped in TextLine line, Span<byte> keyScratch, out MetaCommand command, out bool swallow)
    {
        command = default;
        swallow = false;
        var rest = TakeToken(TakeToken(line.Arguments, out command.Key), out var length);
        if (!AreFlagsPlausible(rest, 3) || !TextNumbers.TryParseStrictInt32(length, out command.ValueLength)
            || command.ValueLength is < 0 or > TextLimits.ValueBytesMax)
        {
            return MetaError.BadFormat;
        }

        swallow = true;
        command.FlagText = rest;
        return ParseFlags(ref command, 3, keyScratch);
    }

    private static ReadOnlySpan<byte> TakeToken(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> token)
    {
        text = text.TrimStart((byte)' ');
        var length = text.IndexOf((byte)' ');
        if (length < 0)
            length = text.Length;
        token = text[..length];
        return text[length..];
    }

    /// <summary>The tokeniser refuses a line in which a flag starts with neither a digit nor anything from A to z.</summary>
    private static bool AreFlagsPlausible(ReadOnlySpan<byte> flagText, int tokens)
    {
        foreach (var flag in new MetaFlagEnumerator(flagText))
        {
            if (tokens++ == TextLimits.TokensMax)
                return true;
            if (flag[0] is not ((>= (byte)'A' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9')))
                return false;
        }

        return true;
    }

    private static MetaError ParseFlags(ref MetaCommand command, int tokens, Span<byte> keyScratch)
    {
        if (command.Key.Length > TextLimits.KeyBytesMax)
            return MetaError.BadFormat;
        foreach (var _ in command.Flags)
            tokens++;
        if (tokens > TextLimits.MetaTokensMax)
            return MetaError.TooManyFlags;

        var error = MetaError.None;
        var seen = UInt128.Zero;
        foreach (var flag in command.Flags)
        {
            var bit = UInt128.One << flag[0];
            if ((seen & bit) != UInt128.Zero)
                return MetaError.DuplicateFlag;
            seen |= bit;
            var flagError = ParseFlag(ref command, flag, keyScratch);
            if (flagError == MetaError.InvalidFlag)
                return flagError;
            // F has no words of its own, so it leaves those of an earlier flag.
            if (flagError != MetaError.None && (flagError != MetaError.BadFormat || error == MetaError.None))
                error = flagError;
        }

        return error;
    }

    private static MetaError ParseFlag(ref MetaCommand command, ReadOnlySpan<byte> flag, Span<byte> keyScratch)
    {
        var token = flag[1..];
        switch (flag[0])
        {
            case (byte)'c' or (byte)'f' or (byte)'h' or (byte)'k' or (byte)'l' or (byte)'s' or (byte)'L' or (byte)'P':
                return MetaError.None;
            case (byte)'t':
                command.Given |= MetaFlags.Ttl;
                return MetaError.None;
            case (byte)'v':
                command.Given |= MetaFlags.Value;
                return MetaError.None;
            case (byte)'q':
                command.Given |= MetaFlags.Quiet;
                return MetaError.None;
            case (byte)'u':
                command.Given |= MetaFlags.NoBump;
                return MetaError.None;
            case (byte)'x':
                command.Given |= MetaFlags.DropValue;
                return MetaError.None;
            case (byte)'I':
                command.Given |= MetaFlags.Invalidate;
                return MetaError.None;
            case (byte)'M':
                command.Mode = token.IsEmpty ? (byte)' ' : token[0];
                return MetaError.None;
            case (byte)'O':
                return flag.Length > TextLimits.OpaqueBytesMax ? MetaError.OpaqueTooLong : MetaError.None;
            case (byte)'b':
                return DecodeKey(ref command, keyScratch) ? MetaError.None : MetaError.KeyNotDecodable;
            default:
                return ParseNumber(ref command, flag[0], token);
        }
    }

    private static MetaError ParseNumber(ref MetaCommand command, byte letter, ReadOnlySpan<byte> token)
    {
        switch (letter)
        {
            case (byte)'T':
                command.Given |= command.Has(MetaFlags.Ttl) ? MetaFlags.Touch | MetaFlags.TtlBeforeTouch : MetaFlags.Touch;
                return TextNumbers.TryParseInt32(token, out command.TouchExptime) ? MetaError.None : MetaError.BadToken;
            case (byte)'N':
                command.Given |= command.Has(MetaFlags.Touch) ? MetaFlags.Vivify | MetaFlags.VivifyAfterTouch : MetaFlags.Vivify;
                return TextNumbers.TryParseInt32(token, out command.VivifyExptime) ? MetaError.None : MetaError.BadToken;
            case (byte)'R':
                command.Given |= MetaFlags.Recache;
                return TextNumbers.TryParseInt32(token, out command.RecacheExptime) ? MetaError.None : MetaError.BadToken;
            case (byte)'F':
                return TextNumbers.TryParseUInt32(token, out command.ClientFlags) ? MetaError.None : MetaError.BadFormat;
            case (byte)'C':
                command.Given |= MetaFlags.CompareCas;
                return TextNumbers.TryParseUInt64(token, out command.CompareCas) ? MetaError.None : MetaError.BadToken;
            case (byte)'E':
                command.Given |= MetaFlags.NewCas;
                return TextNumbers.TryParseUInt64(token, out command.NewCas) ? MetaError.None : MetaError.BadToken;
            case (byte)'D':
                return TextNumbers.TryParseUInt64(token, out command.Delta) ? MetaError.None : MetaError.BadToken;
            case (byte)'J':
                return TextNumbers.TryParseUInt64(token, out command.Initial) ? MetaError.None : MetaError.BadToken;
            default:
                return MetaError.InvalidFlag;
        }
    }

    /// <summary>
    /// Characters that are not of base64 are passed over, as memcached's decoder does; the key must fill whole groups of four.
    /// </summary>
    private static bool DecodeKey(ref MetaCommand command, Span<byte> keyScratch)
    {
        command.Given |= MetaFlags.Base64Key;
        var kept = 0;
        foreach (var character in command.Key)
        {
            if (char.IsAsciiLetterOrDigit((char)character) || character is (byte)'+' or (byte)'/' or (byte)'=')
                keyScratch[kept++] = character;
        }

        if (Base64.DecodeFromUtf8InPlace(keyScratch[..kept], out var written) != OperationStatus.Done || written == 0)
            return false;
        command.Key = keyScratch[..written];
        return true;
    }
}
