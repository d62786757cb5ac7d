using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Cache.Session.Text;

/// <summary>Formats an item as a VALUE block straight into the output.</summary>
internal struct ValueReader(OutputBuffer output, bool withCas, bool casDisabled) : IItemReader
{
    public int ValueLength { get; private set; }

    public void Read(in ItemView item)
    {
        var key = item.Key;
        var valueLength = item.ValueLength;
        ValueLength = valueLength;
        var writer = new ReplyWriter(output.GetSpan(ReplyWriter.ValueLineBytesMax + key.Length + valueLength));
        if (withCas)
            writer.ValueLine(key, item.ClientFlags, valueLength, casDisabled ? 0 : item.Cas);
        else
            writer.ValueLine(key, item.ClientFlags, valueLength);
        item.CopyValueTo(writer.Take(valueLength));
        writer.LineEnd();
        output.Advance(writer.Written);
    }
}
