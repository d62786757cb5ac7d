using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.Protocols.Resp.Replies;

namespace FromScratch.Micro.Protocol;

/// <summary>Decoding requests and replies, looking commands up and writing replies, each alone.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Throughput, launchCount: 1, warmupCount: 3, iterationCount: 5)]
public class RespBenchmarks
{
    private readonly byte[] _get = "*2\r\n$3\r\nGET\r\n$20\r\nkey:0000000000000001\r\n"u8.ToArray();
    private readonly byte[] _set = [.. "*3\r\n$3\r\nSET\r\n$20\r\nkey:0000000000000001\r\n$256\r\n"u8, .. new byte[256], .. "\r\n"u8];
    private readonly byte[] _reply = [.. "$256\r\n"u8, .. new byte[256], .. "\r\n"u8];
    private readonly byte[] _value = new byte[256];
    private readonly RequestLimits _limits = RequestLimits.Default;
    private readonly ReplyLimits _replyLimits = ReplyLimits.Default;
    private readonly ReplyScanner _scanner = new();
    private readonly OutputBuffer _output = new();
    private readonly RespRequestDecoder _decoder = new();

    [GlobalCleanup]
    public void Cleanup() => _decoder.Dispose();

    [Benchmark]
    public DecodeStatus Get() => _decoder.Decode(_get, _limits, out _);

    [Benchmark]
    public DecodeStatus Set() => _decoder.Decode(_set, _limits, out _);

    [Benchmark]
    public LookupResult GetLookedUp()
    {
        _decoder.Decode(_get, _limits, out var request);
        return CommandLookup.Find(request, out _);
    }

    [Benchmark]
    public int BulkReply()
    {
        _output.Clear();
        new RespWriter(_output, RespVersion.Resp2).Bulk(_value);
        return _output.Length;
    }

    [Benchmark]
    public DecodeStatus BulkReplyScanned() => _scanner.Scan(_reply, _replyLimits, out _);
}
