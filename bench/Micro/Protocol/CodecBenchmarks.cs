using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using FromScratch.Core;
using FromScratch.Protocols.Memcached;
using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Micro.Protocol;

/// <summary>Decoding alone.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Throughput, launchCount: 1, warmupCount: 3, iterationCount: 5)]
public class CodecBenchmarks
{
    private const int StorableBytesMax = 1 << 20;
    private readonly byte[] _get = "get key:0000000000000001\r\n"u8.ToArray();
    private readonly byte[] _metaGet = "mg key:0000000000000001 v t f k O123\r\n"u8.ToArray();
    private readonly byte[] _binaryGet = [0x80, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. "key1"u8];

    [Benchmark]
    public DecodeStatus TextLineOfGet() => TextLine.Read(_get, out _);

    [Benchmark]
    public MetaError MetaGetWithFlags()
    {
        Span<byte> scratch = stackalloc byte[TextLimits.KeyBytesMax];
        TextLine.Read(_metaGet, out var line);
        return MetaParser.Parse(line, scratch, out _);
    }

    [Benchmark]
    public DecodeStatus BinaryGet() => BinaryRequestDecoder.Decode(_binaryGet, StorableBytesMax, out _);
}
