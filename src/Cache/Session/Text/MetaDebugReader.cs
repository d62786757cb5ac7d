using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Cache.Session.Text;

/// <summary>Formats an item as me shows it. There are no slab classes here, so every item is of class 1.</summary>
internal readonly struct MetaDebugReader(OutputBuffer output, bool base64Key, bool casDisabled) : IItemReader
{
    public void Read(in ItemView item)
    {
        var info = item.Info;
        var writer = new ReplyWriter(output.GetSpan(MetaReply.LineBytesMax));
        writer.Bytes("ME "u8);
        if (base64Key)
            writer.Base64Key(item.Key);
        else
            writer.Bytes(item.Key);
        writer.Bytes(" exp="u8);
        writer.Number(info.TtlSeconds);
        writer.Bytes(" la="u8);
        writer.Number(info.IdleSeconds);
        writer.Bytes(" cas="u8);
        writer.Number(casDisabled ? 0 : info.Cas);
        writer.Bytes(info.Fetched ? " fetch=yes"u8 : " fetch=no"u8);
        writer.Bytes(" cls=1 size="u8);
        writer.Number((long)info.TotalBytes);
        writer.LineEnd();
        output.Advance(writer.Written);
    }
}
