using FromScratch.Replication.Membership;
using FromScratch.Replication.Messages;
using FromScratch.Simulation.Scripts;

namespace FromScratch.Replication.Tests;

public sealed class ReplicaTests
{
    [Fact]
    public void AGroupOfOneLeadsAtItsFirstTickAndCommitsWhatItsDiskHas()
    {
        var cluster = new Cluster(1);
        cluster.Run(10);
        var node = cluster[1];
        Assert.True(node.Replica.IsLeader);
        Assert.Equal(1UL, node.Replica.CommitIndex);
        node.IsDiskStuck = true;
        node.Propose();
        cluster.Deliver();
        Assert.Equal(1UL, node.Replica.CommitIndex);
        node.IsDiskStuck = false;
        cluster.Deliver();
        Assert.Equal(2UL, node.Replica.CommitIndex);
        Assert.True(node.Replica.HasLease(cluster.NowMs));
    }

    [Fact]
    public void ThreeElectOneAndCommitWhatTwoHave()
    {
        var cluster = new Cluster(3);
        var leader = cluster.Elect();
        Assert.Single(cluster.Nodes, node => node.Replica.IsLeader);
        leader.Propose(10);
        cluster.Deliver();
        Assert.Equal(11UL, leader.Replica.CommitIndex);
        cluster.Run(100);
        Assert.All(cluster.Nodes, node => Assert.Equal(11UL, node.Replica.CommitIndex));
    }

    [Fact]
    public void TheLeadersOwnDiskCountsOnlyWhenItHasTheEntry()
    {
        var cluster = new Cluster(3);
        var leader = cluster.Elect();
        var follower = cluster.Nodes.First(node => node != leader);
        var other = cluster.Nodes.Last(node => node != leader);
        cluster.Isolate(other.Replica.Id);
        leader.IsDiskStuck = true;
        var index = leader.Propose();
        cluster.Deliver();
        Assert.Equal(index, follower.Log.LastIndex);
        Assert.True(leader.Replica.CommitIndex < index, "one of three has it on disk");
        leader.IsDiskStuck = false;
        cluster.Deliver();
        Assert.Equal(index, leader.Replica.CommitIndex);
    }

    [Fact]
    public void WhileALongMessageOfTheLeadersIsComingNobodyCampaigns()
    {
        var cluster = new Cluster(3);
        var leader = cluster.Elect();
        var followers = cluster.Nodes.Where(node => node != leader).ToList();
        var term = leader.Replica.Term;
        cluster.Isolate(leader.Replica.Id);
        for (var waitedMs = 0; waitedMs < 5000; waitedMs += 50)
        {
            cluster.Run(50);
            foreach (var follower in followers)
                follower.Replica.HearPart(leader.Replica.Id, follower.ClockMs);
        }

        Assert.All(followers, follower => Assert.Equal((leader.Replica.Id, term), (follower.Replica.LeaderId, follower.Replica.Term)));
        Assert.False(leader.Replica.HasLease(cluster.NowMs), "what has not been answered renews no lease");
        // Parts of anybody else's say nothing of the leader.
        for (var waitedMs = 0; waitedMs < 2000; waitedMs += 50)
        {
            cluster.Run(50);
            followers[0].Replica.HearPart(followers[1].Replica.Id, followers[0].ClockMs);
        }

        Assert.Contains(followers, follower => follower.Replica.IsLeader);
    }

    [Fact]
    public void ALeaderWhoseDiskIsStuckStepsDown()
    {
        var cluster = new Cluster(3);
        var leader = cluster.Elect();
        leader.IsDiskStuck = true;
        leader.Propose();
        cluster.Run(2200);
        Assert.False(leader.Replica.IsLeader);
        cluster.Run(2000);
        Assert.NotNull(cluster.Leader);
        Assert.NotSame(leader, cluster.Leader);
    }

    [Fact]
    public void WhatOnlyTheOldLeaderHasIsCutOffWhenItComesBack()
    {
        var cluster = new Cluster(3);
        var old = cluster.Elect();
        cluster.Isolate(old.Replica.Id);
        old.Propose(5);
        var next = cluster.Elect();
        for (var i = 0; i < 200 && next == old; i++)
        {
            cluster.Run(20);
            next = cluster.Leader!;
        }

        Assert.NotSame(old, next);
        next.Propose(2);
        cluster.Run(700);
        Assert.False(old.Replica.IsLeader, "no quorum has answered it");
        cluster.Heal();
        cluster.Run(1000);
        Assert.Equal(cluster.Leader!.Log.Terms, old.Log.Terms);
        Assert.Equal(cluster.Leader.Replica.CommitIndex, old.Replica.CommitIndex);
    }

    [Fact]
    public void AMemberThatWasCutOffDoesNotUnseatTheLeader()
    {
        var cluster = new Cluster(3);
        var leader = cluster.Elect();
        var term = leader.Replica.Term;
        var other = cluster.Nodes.First(node => node != leader);
        cluster.Isolate(other.Replica.Id);
        cluster.Run(5000);
        Assert.Equal(term, other.Replica.Term);
        cluster.Heal();
        cluster.Run(1000);
        Assert.Same(leader, cluster.Leader);
        Assert.Equal(term, leader.Replica.Term);
    }

    [Fact]
    public void AReadOfAFollowerIsConfirmedByTheLeader()
    {
        var cluster = new Cluster(3, id => new ReplicaOptions { Id = id, UsesLease = false });
        var leader = cluster.Elect();
        var index = leader.Propose();
        cluster.Deliver();
        var follower = cluster.Nodes.First(node => node != leader);
        Assert.True(follower.Replica.TryRequestRead(7, cluster.NowMs));
        cluster.Deliver();
        Assert.Equal(new ReadResult(7, index), Assert.Single(follower.Reads));
        Assert.Equal(index, follower.Replica.CommitIndex);
    }

    [Fact]
    public void AnOldLeaderConfirmsNoRead()
    {
        var cluster = new Cluster(3, id => new ReplicaOptions { Id = id, UsesLease = false });
        var leader = cluster.Elect();
        cluster.Isolate(leader.Replica.Id);
        Assert.True(leader.Replica.TryRequestRead(1, cluster.NowMs));
        cluster.Run(1000);
        Assert.Equal(new ReadResult(1, 0), Assert.Single(leader.Reads));
    }

    [Fact]
    public void ALeaseEndsBeforeAnotherCanLead()
    {
        var cluster = new Cluster(3);
        var leader = cluster.Elect();
        Assert.True(leader.Replica.HasLease(cluster.NowMs));
        leader.IsPaused = true;
        for (var i = 0; i < 300 && cluster.Nodes.Count(node => node.Replica.IsLeader) < 2; i++)
            cluster.Run(10);
        Assert.Equal(2, cluster.Nodes.Count(node => node.Replica.IsLeader));
        Assert.False(leader.Replica.HasLease(cluster.NowMs), "it wakes up and looks at the clock");
    }

    [Fact]
    public void LeadershipIsHandedOverInNoTime()
    {
        var cluster = new Cluster(3);
        var leader = cluster.Elect();
        leader.Propose(3);
        var target = cluster.Nodes.First(node => node != leader).Replica.Id;
        Assert.True(leader.Replica.TryTransfer(target, cluster.NowMs));
        Assert.False(leader.Replica.CanPropose);
        Assert.False(leader.Replica.HasLease(cluster.NowMs));
        cluster.Deliver();
        Assert.True(cluster[target].Replica.IsLeader);
        Assert.False(leader.Replica.IsLeader);
        Assert.Equal(cluster[target].Log.LastIndex, cluster[target].Replica.CommitIndex);
    }

    [Fact]
    public void VotersComeAndGoOneAtATime()
    {
        var cluster = new Cluster(3);
        var leader = cluster.Elect();
        var four = cluster.First.With(new Member(4, MemberRole.Learner));
        cluster.Add(4, new ReplicaOptions { Id = 4 }, cluster.First);
        Change(cluster, leader, four);
        cluster.Run(100);
        Assert.Equal(leader.Log.LastIndex, cluster[4].Log.LastIndex);
        var voters = four.With(new Member(4, MemberRole.Voter));
        Assert.Null(leader.Replica.CheckConfiguration(voters));
        leader.Propose(voters);
        Assert.Contains("under way", leader.Replica.CheckConfiguration(voters.Without(1)), StringComparison.Ordinal);
        cluster.Run(100);
        Assert.Contains("one voting", leader.Replica.CheckConfiguration(voters.Without(1).Without(2)), StringComparison.Ordinal);
        Change(cluster, leader, voters.Without(leader.Replica.Id));
        cluster.Run(100);
        Assert.False(leader.Replica.IsLeader, "it led until its removal was committed");
        Assert.NotSame(leader, cluster.Elect());
    }

    [Fact]
    public void AVoteIsNotGivenBeforeItIsOnDisk()
    {
        var cluster = new Cluster(3);
        var node = cluster[2];
        node.IsDiskStuck = true;
        cluster.Run(400); // Past the quiet time after the start; nobody has been elected without this disk's help yet.
        var request = new Message { Kind = MessageKind.VoteRequest, From = 1, To = 2, Term = 50, Index = 100, LogTerm = 40 };
        node.Replica.Step(request, cluster.NowMs + 5000);
        Assert.DoesNotContain(node.TakeSent(), sent => sent.Kind == MessageKind.VoteResponse);
        Assert.True(node.Replica.TryTakeHardState(out var state));
        while (state.Vote != 1)
        {
            node.Replica.HardStateSaved(state);
            Assert.True(node.Replica.TryTakeHardState(out state));
        }

        node.Replica.HardStateSaved(state);
        Assert.Contains(node.TakeSent(), sent => sent is { Kind: MessageKind.VoteResponse, Rejected: false, Term: 50 });
    }

    [Fact]
    public void WithTheLeadersRuleItsDiskIsEnoughAndAFailoverTakesBackWhatOnlyItHad()
    {
        var cluster = new Cluster(3, id => new ReplicaOptions { Id = id, CommitRule = CommitRule.Leader });
        var old = cluster.ElectAmong(1, 2, 3);
        cluster.Run(200);
        var (committed, term) = (old.Replica.CommitIndex, old.Replica.Term);
        cluster.Isolate(1);
        var index = old.Propose(3);
        cluster.Deliver();
        Assert.Equal((index, committed), (old.Replica.AcknowledgedIndex, old.Replica.CommitIndex));

        var next = cluster.ElectAmong(2, 3);
        next.Propose(2);
        cluster.Run(300);
        cluster.Heal();
        cluster.Run(1000);
        Assert.Equal(cluster.Leader!.Log.Terms, old.Log.Terms);
        Assert.NotEqual(term, old.Log.TermAt(committed + 1));
    }

    private static void Change(Cluster cluster, Cluster.Node leader, Configuration next)
    {
        Assert.Null(leader.Replica.CheckConfiguration(next));
        leader.Propose(next);
        cluster.Deliver();
        foreach (var node in cluster.Nodes.Where(node => leader.Replica.Configuration.Find(node.Replica.Id) is not null))
            Assert.Equal(next.Members, node.Replica.Configuration.Members);
    }
}
