using System.Text;
using FromScratch.Cache.Admin;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;
using FromScratch.Core.Buffers;
using FromScratch.TestKit;
using FromScratch.TestKit.Sessions;

namespace FromScratch.Cache.Tests.Admin;

/// <summary>The operators' side of a cache over a real engine, without sessions and sockets.</summary>
internal sealed class AdminFixture : IDisposable
{
    public AdminFixture(Action<CacheOptions>? configure = null, bool detached = false, long memoryBytes = 64 << 20, int partitions = 1)
    {
        configure?.Invoke(Options);
        var engineOptions = new CacheEngineOptions { MemoryBytesMax = memoryBytes, HashSeed = 1, Partitions = partitions };
        Engine = new CacheEngine(engineOptions, new EngineClock(Clock.Coarse));
        Context = CacheContext.Create(Options, Engine, loops: 2, Clock.Time, detached ? null : Control, detached ? null : Transport);
    }

    public TestClock Clock { get; } = new();

    public CacheOptions Options { get; } = new();

    public CacheEngine Engine { get; }

    public FakeServerControl Control { get; } = new();

    public FakeTransportStats Transport { get; } = new();

    public CacheContext Context { get; }

    public AdminCommands Admin => Context.Admin;

    public FakeConnection Connection { get; } = new();

    /// <summary>The whole reply to one line, taken in as many turns as the output's soft limit asks for.</summary>
    public string Send(string line, int softLimitBytes = 64 * 1024) => Send(line, softLimitBytes, out _);

    public string Send(string line, int softLimitBytes, out int turns)
    {
        var output = new OutputBuffer(softLimitBytes: softLimitBytes);
        var text = new StringBuilder();
        var result = Admin.Execute(Encoding.Latin1.GetBytes(line), Connection, output);
        text.Append(Take(output));
        turns = 1;
        for (var done = result.Reply is null; !done; turns++)
        {
            done = result.Reply!.WriteMore(output);
            text.Append(Take(output));
        }

        return text.ToString();
    }

    public AdminResult Execute(string line) => Admin.Execute(Encoding.Latin1.GetBytes(line), Connection, new OutputBuffer());

    public void Set(string key, string value = "value", uint flags = 0, long exptime = 0)
    {
        var bytes = Encoding.Latin1.GetBytes(key);
        var request = new StoreRequest
        {
            Key = bytes,
            Hash = Engine.Hash(bytes),
            Value = Encoding.Latin1.GetBytes(value),
            ClientFlags = flags,
            Expiry = Engine.Clock.ExpiryOf(exptime),
        };
        Assert.Equal(StoreStatus.Stored, Engine.Store(request, out _));
    }

    public void Delete(string key)
    {
        var bytes = Encoding.Latin1.GetBytes(key);
        Assert.Equal(DeleteStatus.Deleted, Engine.Delete(new DeleteRequest { Key = bytes, Hash = Engine.Hash(bytes) }, out _));
    }

    public bool Get(string key)
    {
        var bytes = Encoding.Latin1.GetBytes(key);
        var reader = default(Ignore);
        return Engine.Get(bytes, Engine.Hash(bytes), ref reader);
    }

    /// <summary>`stats ...` as a dictionary.</summary>
    public Dictionary<string, string> Stats(string family = "") => Rows(Send($"stats {family}"));

    public static Dictionary<string, string> Rows(string reply) => reply.Split("\r\n")
        .Where(line => line.StartsWith("STAT ", StringComparison.Ordinal))
        .Select(line => line.Split(' ', 3))
        .ToDictionary(words => words[1], words => words[2]);

    public void Dispose()
    {
        Engine.Dispose();
        Clock.Dispose();
    }

    private static string Take(OutputBuffer output)
    {
        var text = Encoding.Latin1.GetString(output.Written);
        output.Clear();
        return text;
    }

    private struct Ignore : IItemReader
    {
        public readonly void Read(in ItemView item)
        {
        }
    }
}
