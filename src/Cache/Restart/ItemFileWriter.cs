using System.Buffers.Binary;
using System.Numerics;
using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;

namespace FromScratch.Cache.Restart;

/// <summary>Writes every live item to the warm-restart file; the layout is in FORMAT.md.</summary>
public static class ItemFileWriter
{
    internal const int HeaderBytes = 32;
    internal const int HeaderBytesVersion1 = 20;
    internal const int RecordHeaderBytes = 29;
    internal const int TrailerBytes = 13;
    internal const uint Version = 2;
    private const int ItemsPerCrawl = 64;

    internal static ReadOnlySpan<byte> Magic => "FSCACHE\n"u8;

    /// <summary>Writes the file under a temporary name, syncs and renames it. Returns how many items it holds.</summary>
    /// <exception cref="IOException">The disk refused; no file is left under <paramref name="path"/>.</exception>
    public static long Write(CacheEngine engine, string path, long nowUnixSeconds)
    {
        var temporary = path + ".tmp";
        long count;
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1))
        {
            count = WriteItems(engine, file, nowUnixSeconds);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        return count;
    }

    private static long WriteItems(CacheEngine engine, FileStream file, long nowUnixSeconds)
    {
        var buffer = new OutputBuffer();
        WriteHeader(buffer, nowUnixSeconds, engine.LastCas());
        var cursor = new CrawlCursor();
        var writer = new RecordWriter(buffer, nowUnixSeconds);
        bool more;
        do
        {
            more = engine.Crawl(ref cursor, ItemsPerCrawl, ref writer);
            if (buffer.IsOverSoftLimit)
                Flush(buffer, file);
        }
        while (more);

        WriteTrailer(buffer, writer.Crc, writer.Count);
        Flush(buffer, file);
        return writer.Count;
    }

    private static void WriteHeader(OutputBuffer buffer, long nowUnixSeconds, ulong lastCas)
    {
        var header = buffer.GetSpan(HeaderBytes)[..HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(header[12..], nowUnixSeconds);
        BinaryPrimitives.WriteUInt64LittleEndian(header[20..], lastCas);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], Checksum(0, header[..28]));
        buffer.Advance(HeaderBytes);
    }

    private static void WriteTrailer(OutputBuffer buffer, uint crc, long count)
    {
        var trailer = buffer.GetSpan(TrailerBytes)[..TrailerBytes];
        trailer[4] = 0;
        BinaryPrimitives.WriteInt64LittleEndian(trailer[5..], count);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, Checksum(crc, trailer[4..]));
        buffer.Advance(TrailerBytes);
    }

    private static void Flush(OutputBuffer buffer, FileStream file)
    {
        file.Write(buffer.Written);
        buffer.Clear();
    }

    internal static uint Checksum(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return crc;
    }

    private struct RecordWriter(OutputBuffer buffer, long nowUnixSeconds) : IItemReader
    {
        public uint Crc;
        public long Count;

        public void Read(in ItemView item)
        {
            var info = item.Info;
            var length = RecordHeaderBytes + info.KeyLength + info.ValueLength;
            var record = buffer.GetSpan(length)[..length];
            record[4] = (byte)info.KeyLength;
            BinaryPrimitives.WriteInt32LittleEndian(record[5..], info.ValueLength);
            BinaryPrimitives.WriteUInt32LittleEndian(record[9..], info.ClientFlags);
            BinaryPrimitives.WriteUInt64LittleEndian(record[13..], info.Cas);
            BinaryPrimitives.WriteInt64LittleEndian(record[21..], info.TtlSeconds < 0 ? 0 : nowUnixSeconds + info.TtlSeconds);
            item.Key.CopyTo(record[RecordHeaderBytes..]);
            item.CopyValueTo(record[(RecordHeaderBytes + info.KeyLength)..]);
            Crc = Checksum(Crc, record[4..]);
            BinaryPrimitives.WriteUInt32LittleEndian(record, Crc);
            buffer.Advance(length);
            Count++;
        }
    }
}
