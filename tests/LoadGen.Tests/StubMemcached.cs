using System.Globalization;
using System.Text;

namespace FromScratch.LoadGen.Tests;

/// <summary>memcached's get and set.</summary>
internal sealed class StubMemcached(bool corrupt = false) : StubServer(corrupt)
{
    protected override byte[] Answer(string line, BufferedStream input)
    {
        var words = line.Split(' ');
        if (words[0] != "set")
            return Get(words[1..]);
        Store(words[1], input, int.Parse(words[4], CultureInfo.InvariantCulture));
        return [.. "STORED\r\n"u8];
    }

    private byte[] Get(string[] keys)
    {
        using var reply = new MemoryStream();
        foreach (var key in keys)
        {
            if (Load(key) is not { } value)
                continue;
            reply.Write(Encoding.ASCII.GetBytes($"VALUE {key} 0 {value.Length - 2}\r\n"));
            reply.Write(value);
        }
        reply.Write("END\r\n"u8);
        return reply.ToArray();
    }
}
