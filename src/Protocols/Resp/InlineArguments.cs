using System.Buffers;

namespace FromScratch.Protocols.Resp;

/// <summary>
/// Splits an inline request at white space, by the rules of Redis's own splitter. Double quotes understand \n \r \t \b \a \xHH and \ before
/// anything else, single quotes only \'; a closing quote must be followed by white space or the end. A line without quotes is not copied.
/// </summary>
internal sealed class InlineArguments
{
    private byte[]? _unquoted;
    private int _length;

    /// <summary>Where the ranges of the last split point into.</summary>
    public ReadOnlySpan<byte> BytesOf(ReadOnlySpan<byte> line) => _unquoted is null ? line : _unquoted.AsSpan(0, _length);

    /// <summary>False = quotes are unbalanced.</summary>
    public bool Split(ReadOnlySpan<byte> line, ArgumentRanges arguments)
    {
        if (line.IndexOfAny((byte)'"', (byte)'\'') >= 0)
            _unquoted = ArrayPool<byte>.Shared.Rent(line.Length);
        var at = 0;
        while (true)
        {
            while (at < line.Length && IsSpace(line[at]))
                at++;
            if (at == line.Length)
                return true;
            if (_unquoted is null)
                AddPlain(line, ref at, arguments);
            else if (!AddUnquoted(line, ref at, arguments))
                return false;
        }
    }

    public void Clear()
    {
        if (_unquoted is null)
            return;
        ArrayPool<byte>.Shared.Return(_unquoted);
        _unquoted = null;
        _length = 0;
    }

    private static void AddPlain(ReadOnlySpan<byte> line, ref int at, ArgumentRanges arguments)
    {
        var start = at;
        while (at < line.Length && !EndsWord(line[at]))
            at++;
        arguments.Add(start, at - start);
    }

    private bool AddUnquoted(ReadOnlySpan<byte> line, ref int at, ArgumentRanges arguments)
    {
        var start = _length;
        while (at < line.Length && !EndsWord(line[at]))
        {
            var character = line[at++];
            if (character is not ((byte)'"' or (byte)'\''))
            {
                Append(character);
                continue;
            }

            if (!(character == '"' ? CopyDoubleQuoted(line, ref at) : CopySingleQuoted(line, ref at)))
                return false;
            break;
        }

        arguments.Add(start, _length - start);
        return true;
    }

    private bool CopyDoubleQuoted(ReadOnlySpan<byte> line, ref int at)
    {
        while (at < line.Length)
        {
            var character = line[at++];
            if (character == '"')
                return at == line.Length || IsSpace(line[at]);
            if (character == '\\' && at < line.Length)
                character = ReadEscape(line, ref at);
            Append(character);
        }

        return false;
    }

    private bool CopySingleQuoted(ReadOnlySpan<byte> line, ref int at)
    {
        while (at < line.Length)
        {
            var character = line[at++];
            if (character == '\'')
                return at == line.Length || IsSpace(line[at]);
            if (character == '\\' && at < line.Length && line[at] == '\'')
                character = line[at++];
            Append(character);
        }

        return false;
    }

    private static byte ReadEscape(ReadOnlySpan<byte> line, ref int at)
    {
        var letter = line[at++];
        if (letter == 'x' && at + 1 < line.Length && IsHex(line[at]) && IsHex(line[at + 1]))
        {
            var value = (HexValue(line[at]) << 4) | HexValue(line[at + 1]);
            at += 2;
            return (byte)value;
        }

        return letter switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'b' => (byte)'\b',
            (byte)'a' => (byte)'\a',
            _ => letter,
        };
    }

    private void Append(byte character) => _unquoted![_length++] = character;

    private static bool IsHex(byte character) => char.IsAsciiHexDigit((char)character);

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static bool IsSpace(byte character) => character is (byte)' ' or (>= 9 and <= 13);

    /// <summary>Inside a word, vertical tab and form feed are characters like others.</summary>
    private static bool EndsWord(byte character) => character is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
