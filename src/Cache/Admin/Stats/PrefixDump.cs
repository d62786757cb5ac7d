using FromScratch.Cache.Session;
using FromScratch.Core.Buffers;

namespace FromScratch.Cache.Admin.Stats;

/// <summary>`stats detail dump`: `PREFIX p get n hit n set n del n` a line, then END.</summary>
internal sealed class PrefixDump(PrefixStats prefixes) : IResumableReply
{
    private readonly (byte[] Prefix, PrefixStats.Counters Counters)[] _prefixes = prefixes.Read();
    private int _next;

    public bool WriteMore(OutputBuffer output)
    {
        for (; _next < _prefixes.Length; _next++)
        {
            if (output.IsOverSoftLimit)
                return false;
            Write(output, _prefixes[_next].Prefix, _prefixes[_next].Counters);
        }

        output.WriteLine("END"u8);
        return true;
    }

    private static void Write(OutputBuffer output, byte[] prefix, PrefixStats.Counters counters)
    {
        output.Write("PREFIX "u8);
        output.Write(prefix);
        output.Write(" get "u8);
        output.WriteNumber(Volatile.Read(ref counters.Gets));
        output.Write(" hit "u8);
        output.WriteNumber(Volatile.Read(ref counters.Hits));
        output.Write(" set "u8);
        output.WriteNumber(Volatile.Read(ref counters.Sets));
        output.Write(" del "u8);
        output.WriteNumber(Volatile.Read(ref counters.Deletes));
        output.Write("\r\n"u8);
    }
}
