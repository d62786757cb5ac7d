using FromScratch.KeyValue.Mirror;
using FromScratch.KeyValue.Store;
using FromScratch.KeyValue.Tests.Store;

namespace FromScratch.KeyValue.Tests.Mirror;

/// <summary>What entries of a copy do to the store, when they are proposed and when they are read back.</summary>
public sealed class MirrorEntryTests
{
    private static readonly byte[] Identity = new byte[16];
    private readonly FakeClient _client = new();

    [Fact]
    public async Task Writes_that_stand_behind_the_beginning_change_nothing_on_any_node()
    {
        await using var store = new StoreHarness().Open();
        store.Run(_client, "SET", "a", "1");
        lock (store.Store.Gate)
        {
            // The leader does not know yet that it is a copy when it takes the write.
            store.Store.SubmitMirror(_client, new MirrorEntry(MirrorStep.Begin, 0, "h:1"u8));
            store.Store.SubmitWrite(_client, StoreHarness.SpecOf("SET"), StoreHarness.Wire("SET", "a", "2"));
        }

        Assert.Equal("+OK -READONLY You can't write against a read only replica.", store.Finish(_client));
        var digest = store.Digest;
        Assert.Equal("$1 1", store.Run(_client, "GET", "a"));
        await store.ReopenAsync();
        Assert.Equal(digest, store.Digest);
        Assert.Equal(MirrorPhase.Loading, store.Store.Mirror.Phase);
        Assert.True(store.Store.WasAborted(4));
    }

    [Fact]
    public async Task A_change_that_comes_twice_counts_once()
    {
        await using var store = Following(out var began);
        for (var time = 0; time < 2; time++)
        {
            Propose(store, new MirrorEntry(MirrorStep.Change, 11, StoreHarness.Wire("INCR", "n")), 1000, began);
            Propose(store, new MirrorEntry(MirrorStep.Change, 12, StoreHarness.Wire("INCR", "n")), 1000, began);
        }

        Assert.Equal("$1 2", store.Run(_client, "GET", "n"));
        Assert.Equal(12UL, store.Store.Mirror.Index);
    }

    [Fact]
    public async Task Time_is_the_other_groups_whatever_the_own_clock_says()
    {
        await using var store = Following(out var began);
        Propose(store, new MirrorEntry(MirrorStep.Change, 11, StoreHarness.Wire("SET", "a", "1", "PXAT", "2000")), 1500, began);
        store.Clock.Advance(TimeSpan.FromHours(1));
        // The key has not ended there yet; it is given more time at the last moment.
        Propose(store, new MirrorEntry(MirrorStep.Change, 12, StoreHarness.Wire("PEXPIREAT", "a", "99999999999999")), 1999, began);
        Assert.Equal("$1 1", store.Run(_client, "GET", "a"));
    }

    [Fact]
    public async Task A_snapshot_of_a_copy_is_one_too()
    {
        await using var store = Following(out var began);
        Propose(store, new MirrorEntry(MirrorStep.Change, 11, StoreHarness.Wire("SET", "a", "1")), 1500, began);
        var state = store.Store.Mirror;
        Assert.Null(store.Store.TakeSnapshot());
        await store.ReopenAsync();
        Assert.Equal(state, store.Store.Mirror);
        Assert.Equal(0UL + state.Index, store.Store.Mirror.Index);
        Assert.Equal("-READONLY You can't write against a read only replica.", store.Run(_client, "SET", "a", "2"));
    }

    [Fact]
    public async Task What_belongs_to_an_earlier_beginning_is_not_taken()
    {
        await using var store = Following(out var began);
        lock (store.Store.Gate)
            store.Store.SubmitMirror(_client, new MirrorEntry(MirrorStep.Begin, 0, "other:1"u8));
        Assert.Equal("+OK", store.Finish(_client));
        lock (store.Store.Gate)
        {
            Assert.Equal(
                Group.ProposeResult.NotLeader,
                store.Store.ProposeMirror(new MirrorEntry(MirrorStep.Change, 11, StoreHarness.Wire("SET", "a", "1")), 1500, began));
        }
    }

    [Fact]
    public void State_and_entries_survive_their_encoding()
    {
        var state = new MirrorState(MirrorPhase.Following, "a:1,b:2", UInt128.MaxValue - 5, 7, 8, 9);
        Assert.Equal(state, MirrorState.Decode(state.Encode()));
        var entry = MirrorEntry.Read(new MirrorEntry(MirrorStep.Change, ulong.MaxValue, "body"u8).ToArray());
        Assert.Equal((MirrorStep.Change, ulong.MaxValue), (entry.Step, entry.Index));
        Assert.True(entry.Body.SequenceEqual("body"u8));
        Assert.Throws<InvalidDataException>(() => MirrorEntry.Read([9, 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Throws<InvalidDataException>(() => MirrorEntry.Read([1, 0, 0]));
    }

    private StoreHarness Following(out ulong began)
    {
        var store = new StoreHarness().Open();
        lock (store.Store.Gate)
            store.Store.SubmitMirror(_client, new MirrorEntry(MirrorStep.Begin, 0, "h:1"u8));
        Assert.Equal("+OK", store.Finish(_client));
        began = store.Store.Mirror.Began;
        Propose(store, new MirrorEntry(MirrorStep.Load, 0, Identity), 1000, began);
        Propose(store, new MirrorEntry(MirrorStep.Loaded, 10, []), 1000, began);
        return store;
    }

    private static void Propose(StoreHarness store, in MirrorEntry entry, long timeMs, ulong began)
    {
        lock (store.Store.Gate)
            Assert.Equal(Group.ProposeResult.Appended, store.Store.ProposeMirror(entry, timeMs, began));
        store.EndBatch();
    }
}
