using System.Text;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.KeyValue.Store;
using FromScratch.Log.Files;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.TestKit;
using FromScratch.TestKit.Disks;
using Microsoft.Extensions.Logging.Abstractions;

namespace FromScratch.KeyValue.Tests.Store;

/// <summary>A store on a simulated disk, and what a session would do to it.</summary>
internal sealed class StoreHarness : IAsyncDisposable
{
    private ILogDirectory? _directory;

    public StoreHarness(AppendFsync fsync = AppendFsync.EverySec, ulong seed = 1)
    {
        Random = new SeededRandom(seed);
        Disk = new SimulatedDisk(new SeededRandom(seed + 1_000_000));
        Options = new StoreOptions
        {
            Fsync = fsync,
            Random = new SeededRandom(seed + 2_000_000),
            SegmentBytes = 64 * 1024,
            SnapshotLogBytes = 0,
        };
    }

    public SeededRandom Random { get; }

    public SimulatedDisk Disk { get; }

    public TestClock Clock { get; } = new();

    public StoreOptions Options { get; set; }

    public KeyValueStore Store { get; private set; } = null!;

    public UInt128 Digest
    {
        get
        {
            lock (Store.Gate)
                return Store.Keys.Digest();
        }
    }

    public StoreStats Stats
    {
        get
        {
            lock (Store.Gate)
                return Store.Stats;
        }
    }

    public StoreHarness Open()
    {
        _directory = Disk.Mount();
        Store = KeyValueStore.Open(Options, _directory, Clock.Time, NullLogger.Instance);
        return this;
    }

    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Open();
    }

    public static byte[] Wire(params string[] arguments)
    {
        var output = new OutputBuffer();
        var writer = new RespWriter(output, RespVersion.Resp2);
        writer.Array(arguments.Length);
        foreach (var argument in arguments)
            writer.Bulk(Encoding.Latin1.GetBytes(argument));
        return output.Written.ToArray();
    }

    public static CommandSpec SpecOf(string name) => CommandLookup.Find(Encoding.Latin1.GetBytes(name))!;

    /// <summary>Submits one command without ending the batch.</summary>
    public SubmitResult Submit(FakeClient client, params string[] arguments)
    {
        var spec = SpecOf(arguments[0]);
        lock (Store.Gate)
        {
            return spec.Has(CommandFlags.Write)
                ? Store.SubmitWrite(client, spec, Wire(arguments))
                : Store.SubmitRead(client, spec, Wire(arguments));
        }
    }

    public SubmitResult SubmitTransaction(FakeClient client, WatchedKey[] watched, params string[][] commands)
    {
        var writes = commands.Any(command => SpecOf(command[0]).Has(CommandFlags.Write));
        lock (Store.Gate)
            return Store.SubmitTransaction(client, commands.SelectMany(Wire).ToArray(), commands.Length, writes, watched);
    }

    public void EndBatch()
    {
        lock (Store.Gate)
            Store.EndBatch();
    }

    /// <summary>Ends the batch and blocks until everything of the client is answered or abandoned.</summary>
    public string Finish(FakeClient client)
    {
        EndBatch();
        while (true)
        {
            int calls;
            lock (Store.Gate)
            {
                if (client.Unanswered == 0)
                    return client.Take();
                calls = client.AnsweredCalls;
            }

            client.WaitForCall(calls);
        }
    }

    /// <summary>The last entry's index when a write has been answered: what opening the store appends lies before it.</summary>
    public ulong IndexAfterAWrite()
    {
        Run(new FakeClient(), "SET", "before", "");
        return Stats.AppliedIndex;
    }

    /// <summary>One command as a batch of its own.</summary>
    public string Run(FakeClient client, params string[] arguments)
    {
        while (Submit(client, arguments) == SubmitResult.Full)
        {
            var calls = client.AnsweredCalls;
            EndBatch();
            if (client.AnsweredCalls == calls)
                client.WaitForCall(calls);
        }

        return Finish(client);
    }

    public ulong VersionOf(string key)
    {
        lock (Store.Gate)
        {
            var item = Store.Keys.Find(Encoding.Latin1.GetBytes(key));
            return item.Exists ? item.Version : 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Clock.Dispose();
        if (Store is not null)
            await Store.DisposeAsync();
        _directory?.Dispose();
    }
}
