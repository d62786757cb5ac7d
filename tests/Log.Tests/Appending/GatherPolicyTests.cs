using FromScratch.Log.Appending;

namespace FromScratch.Log.Tests.Appending;

public sealed class GatherPolicyTests
{
    private readonly GatherPolicy _policy = new();

    public GatherPolicyTests() => _policy.Synced(TimeSpan.FromMilliseconds(2));

    [Fact]
    public void A_single_client_never_waits_however_much_it_sends_at_once()
    {
        Assert.Equal(default, _policy.Next(released: 1, flushes: 1, queued: 0));
        Assert.Equal(default, _policy.Next(released: 500, flushes: 1, queued: 0));
    }

    [Fact]
    public void Nobody_waits_before_a_sync_was_measured() => Assert.Equal(default, new GatherPolicy().Next(50, 50, 0));

    [Fact]
    public void Two_halves_become_one_those_answered_are_waited_for_on_top_of_those_who_wait()
    {
        var plan = _policy.Next(released: 24, flushes: 24, queued: 25);
        Assert.Equal(new GatherPlan(25, 25 + 21, TimeSpan.FromMilliseconds(1)), plan);
    }

    [Fact]
    public void The_wait_is_half_a_sync_and_never_more_than_five_milliseconds()
    {
        for (var i = 0; i < 200; i++)
            _policy.Synced(TimeSpan.FromMilliseconds(80));
        Assert.Equal(TimeSpan.FromMilliseconds(5), _policy.Next(50, 50, 0).TimeMax);
    }

    [Fact]
    public void Waiting_goes_on_while_it_brings_the_clients_back()
    {
        for (var i = 0; i < 100; i++)
        {
            var plan = _policy.Next(50, 50, 0);
            Assert.Equal(44, plan.Entries);
            _policy.Gathered(plan, 44);
        }
    }

    [Fact]
    public void Waiting_in_vain_is_given_up_for_longer_every_time_and_tried_again()
    {
        var gaps = new List<int>();
        for (var miss = 0; miss < 12; miss++)
        {
            var gap = 0;
            GatherPlan plan;
            while ((plan = _policy.Next(50, 50, 20)).Entries == 0)
                gap++;
            gaps.Add(gap);
            _policy.Gathered(plan, 30);
        }

        Assert.Equal([0, 4, 8, 16, 32, 64, 128, 256, 256, 256, 256, 256], gaps);
    }

    [Fact]
    public void One_good_wait_forgives_the_vain_ones()
    {
        _policy.Gathered(_policy.Next(50, 50, 0), 3);
        while (_policy.Next(50, 50, 0) is { Entries: > 0 } plan)
            _policy.Gathered(plan, 3);
        GatherPlan again;
        while ((again = _policy.Next(50, 50, 0)).Entries == 0)
        {
            // It is being skipped.
        }

        _policy.Gathered(again, 50);
        Assert.Equal(44, _policy.Next(50, 50, 0).Entries);
    }

    /// <summary>
    /// A closed loop in numbers alone: every client comes back a while after its answer. Without the policy it stays in two halves.
    /// </summary>
    [Theory]
    [InlineData(50, 1000, 400)]
    [InlineData(8, 1000, 200)]
    [InlineData(200, 4000, 1500)]
    public void A_closed_loop_that_began_in_two_halves_ends_in_one_batch(int clients, int syncMicroseconds, int comeBackMicroseconds)
    {
        var policy = new GatherPolicy();
        var sync = TimeSpan.FromMicroseconds(syncMicroseconds);
        var (writing, waiting) = (clients / 2, clients - (clients / 2));
        for (var round = 0; round < 20; round++)
        {
            policy.Synced(sync);
            var plan = policy.Next(writing, writing, waiting);
            var back = plan.Entries > 0
                ? Math.Min(plan.Entries - waiting, (int)(writing * Math.Min(1, plan.TimeMax.TotalMicroseconds / comeBackMicroseconds)))
                : 0;
            if (plan.Entries > 0)
                policy.Gathered(plan, waiting + back);
            (writing, waiting) = (waiting + back, writing - back);
        }

        Assert.True(writing >= clients * 0.7, $"{writing} of {clients} share a sync");
    }
}
