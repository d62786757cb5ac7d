using FromScratch.Core;
using FromScratch.Replication.Membership;
using FromScratch.Replication.Messages;
using FromScratch.Simulation.Scripts;

namespace FromScratch.Replication.Tests;

/// <summary>What has happened to others, played as it happened to them; where it was reported stands at each.</summary>
public sealed class AccidentTests
{
    /// <summary>etcd#20418: a leader was paused, and a late answer to an older round confirmed a newer read.</summary>
    [Fact]
    public void AReadAfterAPauseIsNotConfirmedByALateAnswer()
    {
        var cluster = new Cluster(3, WithoutLease);
        var leader = cluster.ElectAmong(1, 2, 3);
        var answers = new List<Message>();
        cluster.Sees = message =>
        {
            if (message.To == 1 && message.Kind is MessageKind.HeartbeatResponse)
                answers.Add(message);
        };
        Assert.True(leader.Replica.TryRequestRead(1, cluster.NowMs));
        cluster.Deliver();
        Assert.Single(leader.Reads);
        Assert.NotEmpty(answers);

        // Meanwhile another one leads, and has committed more.
        cluster.Sees = null;
        leader.IsPaused = true;
        cluster.Isolate(1);
        cluster.Run(2000);
        Assert.NotEqual(1UL, cluster.Leader!.Replica.Id);
        cluster.Leader.Propose();
        cluster.Run(100);
        leader.IsPaused = false;
        leader.Replica.TryRequestRead(2, cluster.NowMs);
        answers.ForEach(leader.Receive);
        cluster.Deliver();
        cluster.Run(1000);
        Assert.DoesNotContain(leader.Reads, read => read is { Id: 2, Index: > 0 });
    }

    /// <summary>etcd#7331, tikv#6340, redisraft PR 22: a new leader answered reads before it knew what was committed.</summary>
    [Fact]
    public void AReadWaitsForTheFirstEntryOfTheTerm()
    {
        var cluster = new Cluster(3, WithoutLease);
        cluster.ElectAmong(1, 2, 3).Propose(5);
        cluster.Run(200);
        cluster.Loses = static message => message is { Kind: MessageKind.Append, From: 2, EntryCount: > 0 };
        var leader = cluster.ElectAmong(2, 3);
        Assert.True(leader.Replica.TryRequestRead(1, cluster.NowMs));
        cluster.Run(200);
        Assert.Empty(leader.Reads);
        cluster.Loses = null;
        cluster.Run(200);
        Assert.Equal(1UL, Assert.Single(leader.Reads).Id);
        Assert.True(leader.Reads[0].Index >= leader.Replica.TermStartIndex);
    }

    /// <summary>etcd#14370: one node acknowledged before its disk had the entry.</summary>
    [Fact]
    public void OneNodeAloneWaitsForItsDiskToo()
    {
        var cluster = new Cluster(1);
        cluster.Run(50);
        cluster[1].IsDiskStuck = true;
        var index = cluster[1].Propose();
        cluster.Run(500);
        Assert.True(cluster[1].Replica.CommitIndex < index);
    }

    /// <summary>valkey#579, redis#2087, RedisRaft#14: a node came back empty before anybody noticed, and led.</summary>
    [Fact]
    public void AnEmptyNodeNeverLeads()
    {
        var cluster = new Cluster(3);
        cluster.ElectAmong(1, 2, 3).Propose(3);
        cluster.Run(200);
        cluster.Add(1, new ReplicaOptions { Id = 1 });
        Assert.NotSame(cluster[1], cluster.ElectAmong(1, 2, 3).Replica.IsLeader ? cluster[1] : null);
        cluster.Heal();
        cluster.Run(2000);
        Assert.NotEqual(1UL, cluster.Leader!.Replica.Id);
        Assert.Equal(cluster.Leader.Log.Terms, cluster[1].Log.Terms);
    }

    /// <summary>redis#6062, redis#12570, RedisRaft#17: the old leader went on answering OK.</summary>
    [Fact]
    public void AnOldLeaderAcknowledgesNothingAfterAPartition()
    {
        var cluster = new Cluster(3);
        var old = cluster.ElectAmong(1, 2, 3);
        cluster.Run(200);
        cluster.Isolate(1);
        var before = old.Replica.CommitIndex;
        for (var i = 0; i < 20; i++)
        {
            if (old.Replica.CanPropose)
                old.Propose();
            cluster.Run(20);
            Assert.Equal((before, before), (old.Replica.CommitIndex, old.Replica.AcknowledgedIndex));
        }
    }

    /// <summary>databend#16175 (openraft): a higher vote that was seen was stored as one that was granted.</summary>
    [Fact]
    public void AHigherTermInARejectionIsNoVote()
    {
        var cluster = new Cluster(3);
        cluster.Isolate(2);
        cluster.Isolate(3);
        var node = cluster[1];
        cluster.Loses = static _ => true;
        for (var i = 0; i < 200 && node.Replica.Role != ReplicaRole.PreCandidate; i++)
            cluster.Run(10);
        node.Receive(new Message { Kind = MessageKind.PreVoteResponse, From = 2, To = 1, Term = node.Replica.Term + 1 });
        cluster.Deliver();
        Assert.Equal(ReplicaRole.Candidate, node.Replica.Role);
        node.Receive(new Message { Kind = MessageKind.VoteResponse, From = 2, To = 1, Term = 50, Rejected = true });
        node.Receive(new Message { Kind = MessageKind.VoteResponse, From = 3, To = 1, Term = 50, Rejected = true });
        cluster.Deliver();
        Assert.Equal((ReplicaRole.Follower, 50UL), (node.Replica.Role, node.Replica.Term));
    }

    /// <summary>openraft: log ids were compared in the wrong order.</summary>
    [Theory]
    [InlineData(1, 1000, false)]
    [InlineData(2, 3, false)]
    [InlineData(2, 4, true)]
    [InlineData(3, 1, true)]
    public void TheTermOfTheLastEntryCountsBeforeItsIndex(ulong lastTerm, ulong lastIndex, bool isGranted)
    {
        var start = new StartState
        {
            HardState = new HardState(2, 0),
            LastIndex = 4,
            LastTerm = 2,
            Configurations = [new PlacedConfiguration(0, new Cluster(3).First)],
        };
        var log = new TestLog();
        foreach (var term in new ulong[] { 1, 1, 2, 2 })
            log.Append(log.LastIndex + 1, term);
        var replica = new Replica(new ReplicaOptions { Id = 1 }, start, log, new SeededRandom(1), 1);
        var request = new Message { Kind = MessageKind.VoteRequest, From = 2, To = 1, Term = 9, Index = lastIndex, LogTerm = lastTerm };
        replica.Step(request, 5000);
        while (replica.TryTakeHardState(out var state))
            replica.HardStateSaved(state);
        Assert.True(replica.TryTakeMessage(out var answer));
        Assert.Equal((MessageKind.VoteResponse, !isGranted), (answer.Kind, answer.Rejected));
    }

    /// <summary>openraft: an append that began before the snapshot was taken for a conflict.</summary>
    [Fact]
    public void AnAppendFromBeforeTheSnapshotIsAgreedWith()
    {
        var start = new StartState
        {
            HardState = new HardState(1, 0),
            SnapshotIndex = 10,
            SnapshotTerm = 1,
            LastIndex = 10,
            LastTerm = 1,
            CommitIndex = 10,
            Configurations = [new PlacedConfiguration(0, new Cluster(3).First)],
        };
        var replica = new Replica(new ReplicaOptions { Id = 1 }, start, new TestLog { First = 11 }, new SeededRandom(1), 1);
        var append = new Message
        {
            Kind = MessageKind.Append,
            From = 2,
            To = 1,
            Term = 1,
            Index = 5,
            LogTerm = 1,
            EntryTerm = 1,
            EntryCount = 7,
        };
        var change = replica.Step(append, 10);
        Assert.Equal((LogChangeKind.Append, 11UL), (change.Kind, change.Index));
    }

    /// <summary>The outage of November 2020 at Cloudflare: one link was down, and the group elected for ever.</summary>
    [Fact]
    public void OneBrokenLinkDoesNotKeepAGroupElecting()
    {
        var cluster = new Cluster(3);
        var leader = cluster.ElectAmong(1, 2, 3);
        cluster.Heal();
        cluster.Run(500);
        cluster.CutBoth(1, 2);
        cluster.Run(3000);
        var term = cluster.Leader!.Replica.Term;
        cluster.Run(10_000);
        Assert.Equal(term, cluster.Leader.Replica.Term);
        Assert.True(term <= leader.Replica.Term + 1);
        var index = cluster.Leader.Propose();
        cluster.Run(100);
        Assert.Equal(index, cluster.Leader.Replica.CommitIndex);
    }

    /// <summary>The same with a link that works in one direction: who hears nobody must give up what it leads.</summary>
    [Fact]
    public void ALeaderThatIsHeardAndHearsNobodyGivesUp()
    {
        var cluster = new Cluster(3);
        cluster.ElectAmong(1, 2, 3);
        cluster.Heal();
        cluster.Run(500);
        cluster.Cut(2, 1);
        cluster.Cut(3, 1);
        cluster.Run(5000);
        Assert.NotEqual(1UL, cluster.Leader!.Replica.Id);
        Assert.False(cluster[1].Replica.IsLeader);
    }

    /// <summary>etcd#7617, #5870, #13587: heartbeats waited behind a slow disk, and leadership was lost.</summary>
    [Fact]
    public void HeartbeatsWaitForNoDisk()
    {
        var cluster = new Cluster(3);
        var leader = cluster.ElectAmong(1, 2, 3);
        cluster.Heal();
        cluster.Run(500);
        var term = leader.Replica.Term;
        leader.IsDiskStuck = true;
        leader.Propose(10);
        cluster.Run(1500);
        Assert.True(leader.Replica.IsLeader);
        Assert.Equal(term, leader.Replica.Term);
        // The others have it on disk: that is a majority.
        Assert.Equal(leader.Log.LastIndex, leader.Replica.CommitIndex);
    }

    /// <summary>redis#4334: many voters, and nobody ever had enough votes.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(17)]
    public void ManyVotersElectSomebody(int voters)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var cluster = new Cluster(voters, seed: seed);
            for (var i = 0; i < 500 && cluster.Leader is null; i++)
                cluster.Run(10);
            Assert.True(cluster.Leader is not null, $"{voters} voters, seed {seed}: nobody leads after 5 s");
        }
    }

    /// <summary>openraft, RedisRaft#43: a snapshot was installed while newer entries were applied.</summary>
    [Fact]
    public void ASnapshotOfWhatIsBehindIsNotInstalled()
    {
        var cluster = new Cluster(3);
        cluster.ElectAmong(1, 2, 3).Propose(5);
        cluster.Run(300);
        var follower = cluster[2].Replica;
        Assert.Equal(6UL, follower.CommitIndex);
        Assert.False(follower.ShouldInstall(5, 1));
        Assert.False(follower.ShouldInstall(6, 1));
        Assert.True(follower.ShouldInstall(9, 1));
    }

    /// <summary>RedisRaft#18: after a restart reads showed what was there before the log was replayed.</summary>
    [Fact]
    public void ARestartedNodeConfirmsNothingByItself()
    {
        var cluster = new Cluster(3);
        cluster.ElectAmong(1, 2, 3).Propose(5);
        cluster.Run(300);
        var node = cluster.Restart(1);
        Assert.Equal(0UL, node.Replica.CommitIndex);
        Assert.False(node.Replica.HasLease(cluster.NowMs));
        Assert.False(node.Replica.TryRequestRead(1, cluster.NowMs));
        cluster.Run(2000);
        Assert.Equal(cluster.Leader!.Replica.CommitIndex, cluster[1].Replica.CommitIndex);
    }

    /// <summary>kvrocks#462: the same index with another content was not noticed after the roles had changed.</summary>
    [Fact]
    public void AnEntryIsKnownByItsTermToo()
    {
        var cluster = new Cluster(3);
        var old = cluster.ElectAmong(1, 2, 3);
        cluster.Run(300);
        cluster.Isolate(1);
        old.Propose(4);
        var next = cluster.ElectAmong(2, 3);
        next.Propose(3);
        cluster.Run(300);
        Assert.Equal(old.Log.LastIndex, next.Log.LastIndex);
        Assert.NotEqual(old.Log.Terms, next.Log.Terms);
        cluster.Heal();
        cluster.Run(1000);
        Assert.Equal(cluster.Leader!.Log.Terms, old.Log.Terms);
    }

    private static ReplicaOptions WithoutLease(ulong id) => new() { Id = id, UsesLease = false };
}
