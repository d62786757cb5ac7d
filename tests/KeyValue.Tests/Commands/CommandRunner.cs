using System.Text;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.KeyValue.Commands;
using FromScratch.KeyValue.Engine;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Tests.Commands;

/// <summary>A keyspace, a clock and a connection's dialect: runs commands as the store would, each an entry of its own.</summary>
internal sealed class CommandRunner(RespVersion version = RespVersion.Resp2, bool isOrdered = false) : IDisposable
{
    private readonly RespRequestDecoder _decoder = new();
    private ulong _index;

    public Keyspace Keys { get; } = new(hashSeed: 42) { IsOrdered = isOrdered };

    public KeyCounters Counters { get; } = new();

    public long TimeMs { get; set; } = 1_000_000_000_000;

    public RespVersion Version { get; set; } = version;

    /// <summary>A line as redis-cli takes it; the reply's bytes as text, one character each.</summary>
    public string Run(string line) => Execute(Encoding.Latin1.GetBytes(line + "\r\n"));

    public string Run(params string[] arguments) => Execute(Multibulk(arguments));

    public static byte[] Multibulk(params string[] arguments)
    {
        var text = new StringBuilder($"*{arguments.Length}\r\n");
        foreach (var argument in arguments)
            text.Append($"${argument.Length}\r\n{argument}\r\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    public void Dispose()
    {
        _decoder.Dispose();
        Keys.Dispose();
    }

    private string Execute(byte[] wire)
    {
        Assert.Equal(DecodeStatus.Done, _decoder.Decode(wire, RequestLimits.Default, out var request));
        var output = new OutputBuffer();
        var result = CommandLookup.Find(request, out var spec);
        if (result != LookupResult.Found)
        {
            CommandErrors.Write(output, result, request, spec);
            return Encoding.Latin1.GetString(output.Written);
        }

        Keys.Begin(++_index, TimeMs);
        var context = new CommandContext(Keys, TimeMs, Seed: _index, new RespWriter(output, Version)) { Counters = Counters };
        DataCommands.Execute(spec!, request, context);
        return Encoding.Latin1.GetString(output.Written);
    }
}
