using System.Globalization;
using System.Text;

namespace FromScratch.LoadGen.Tests;

/// <summary>Redis's GET and SET.</summary>
internal sealed class StubRedis(bool corrupt = false) : StubServer(corrupt)
{
    protected override byte[] Answer(string line, BufferedStream input)
    {
        var arguments = int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
        var name = ReadWord(input);
        var key = ReadWord(input);
        if ((name, arguments) == ("SET", 3))
        {
            Store(key, input, ReadLength(input));
            return [.. "+OK\r\n"u8];
        }

        if ((name, arguments) != ("GET", 2))
            return [.. "-ERR unknown command\r\n"u8];
        return Load(key) is { } value ? [.. Encoding.ASCII.GetBytes($"${value.Length - 2}\r\n"), .. value] : [.. "$-1\r\n"u8];
    }

    private static string ReadWord(BufferedStream input)
    {
        var word = new byte[ReadLength(input) + 2];
        input.ReadExactly(word);
        return Encoding.ASCII.GetString(word.AsSpan(0, word.Length - 2));
    }

    private static int ReadLength(BufferedStream input) => int.Parse(ReadLine(input).AsSpan(1), CultureInfo.InvariantCulture);
}
