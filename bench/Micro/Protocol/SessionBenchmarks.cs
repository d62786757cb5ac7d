using System.Buffers.Binary;
using System.Text;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace FromScratch.Micro.Protocol;

/// <summary>
/// A request from its bytes to the bytes of its reply on one thread, without the socket: 20-byte keys, 100-byte values. `Allocated` must
/// show nothing.
/// </summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Throughput, launchCount: 1, warmupCount: 3, iterationCount: 5)]
public class SessionBenchmarks
{
    private const string Key = "key:0000000000000001";
    private static readonly string Value = new('v', 100);

    private readonly byte[] _get = Text($"get {Key}\r\n");
    private readonly byte[] _getMiss = Text("get nothing-of-that-name\r\n");
    private readonly byte[] _get16 = Text(string.Concat(Enumerable.Repeat($"get {Key}\r\n", 16)));
    private readonly byte[] _set = Text($"set {Key} 0 0 100\r\n{Value}\r\n");
    private readonly byte[] _metaGet = Text($"mg {Key} v t f\r\n");
    private readonly byte[] _metaSet = Text($"ms {Key} 100 T60\r\n{Value}\r\n");
    private readonly byte[] _incr = Text("incr counter 1\r\n");
    private readonly byte[] _binaryGet = Binary(0x00, Key, [], "");
    private readonly byte[] _binarySet = Binary(0x01, Key, new byte[8], Value);
    private BenchSession _session = null!;
    private BenchSession _binary = null!;

    [GlobalSetup]
    public void Setup()
    {
        _session = new BenchSession();
        _session.Run(_set);
        _session.Run(Text("set counter 0 0 1\r\n1\r\n"));
        _binary = new BenchSession();
        _binary.Run(_binarySet);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _session.Dispose();
        _binary.Dispose();
    }

    [Benchmark]
    public int Get() => _session.Run(_get);

    [Benchmark]
    public int GetMiss() => _session.Run(_getMiss);

    [Benchmark(OperationsPerInvoke = 16)]
    public int GetInPipelineOf16() => _session.Run(_get16);

    [Benchmark]
    public int Set() => _session.Run(_set);

    [Benchmark]
    public int MetaGet() => _session.Run(_metaGet);

    [Benchmark]
    public int MetaSet() => _session.Run(_metaSet);

    [Benchmark]
    public int Incr() => _session.Run(_incr);

    [Benchmark]
    public int BinaryGet() => _binary.Run(_binaryGet);

    [Benchmark]
    public int BinarySet() => _binary.Run(_binarySet);

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Binary(byte opcode, string key, byte[] extras, string value)
    {
        var header = new byte[24];
        header[0] = 0x80;
        header[1] = opcode;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)key.Length);
        header[4] = (byte)extras.Length;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(8), (uint)(extras.Length + key.Length + value.Length));
        return [.. header, .. extras, .. Text(key), .. Text(value)];
    }
}
