namespace FromScratch.Cache.Tests.Session;

/// <summary>The meta commands with every flag, as cut into pieces as a network may cut them.</summary>
public sealed class MetaCommandTests
{
    [Fact]
    public void Get_returns_what_its_flags_ask_for_in_their_order() => Transcript.Check("""
        > mg k v
        < EN
        > mg k k O1 v
        < EN kk O1
        > ms k 2 F5 E7
        > hi
        < HD
        > mg k
        < HD
        > mg k v
        < VA 2
        < hi
        > mg k s v f c k Oabc t
        < VA 2 s2 f5 c7 kk Oabc t-1
        < hi
        > mg k t f
        < HD t-1 f5
        > mg k P1 L2 s
        < HD s2
        """);

    [Fact]
    public void Hit_and_last_access_are_those_before_the_request() => Transcript.Check("""
        > ms k 1
        > a
        < HD
        ~ 5
        > mg k h l u
        < HD h0 l5
        > mg k h l
        < HD h0 l5
        > mg k h l
        < HD h1 l0
        """);

    [Fact]
    public void Quiet_hides_misses_and_successes_only() => Transcript.Check("""
        > mg k q v
        > ms k 1 q
        > a
        > mg k q v
        < VA 1
        < a
        > mg k q
        < HD
        > ms k 1 q ME
        > b
        < NS
        > ms k 1 q C9999
        > b
        < EX
        > md z q
        < NF
        > ma z q
        < NF
        > ma k q
        < CLIENT_ERROR cannot increment or decrement non-numeric value
        > ms n 1 q
        > 1
        > ma n q v
        > ma n v
        < VA 1
        < 3
        > md k q C9999
        < EX
        > md k q
        > md k
        < NF
        > mn
        < MN
        """);

    [Fact]
    public void Ttl_is_shown_and_set_in_the_order_of_the_flags() => Transcript.Check("""
        > ms k 1 T30
        > a
        < HD
        > mg k t
        < HD t30
        > mg k T60 t
        < HD t60
        > mg k t T90
        < HD t60
        > mg k t
        < HD t90
        > mg k T0 t
        < HD t-1
        > mg k T-1
        < HD
        > mg k t
        < EN
        """);

    [Fact]
    public void Set_has_five_modes() => Transcript.Check("""
        > ms k 1 MR
        > a
        < NS
        > ms k 1 MA
        > a
        < NS
        > ms k 1 MP
        > a
        < NS
        > ms k 1 ME
        > b
        < HD
        > ms k 1 ME
        > c
        < NS
        > ms k 1 MA s
        > c
        < HD s2
        > ms k 1 MP s
        > a
        < HD s3
        > mg k v
        < VA 3
        < abc
        > ms k 1 MR
        > r
        < HD
        > ms k 1 MS
        > s
        < HD
        > mg k v
        < VA 1
        < s
        > ms k 1 MX
        > s
        < CLIENT_ERROR invalid mode for ms M token
        > ms k 1 M
        > s
        < CLIENT_ERROR invalid mode for ms M token
        """);

    [Fact]
    public void Append_and_prepend_can_make_the_item() => Transcript.Check("""
        > ms a 1 MA N30
        > a
        < HD
        > ms p 1 MP N60
        > p
        < HD
        > mg a t v
        < VA 1 t30
        < a
        > mg p t v
        < VA 1 t60
        < p
        """);

    [Fact]
    public void Set_answers_with_key_opaque_cas_and_size() => Transcript.Check("""
        > ms k 2 k O9 E5 c s
        > ab
        < HD kk O9 c5 s2
        > ms k 2 C4 k O9
        > ab
        < EX kk O9
        > ms z 2 C4 k
        > ab
        < NF kz
        > ms k 2 C5 E8 c
        > ab
        < HD c8
        > ms k 2 MA C5
        > xx
        < EX
        > ms k 2 MA C8 s
        > cd
        < HD s4
        > ms z 1 MR C5
        > x
        < NF
        > ms k 1 C0
        > x
        < EX
        """);

    [Fact]
    public void A_get_with_the_known_cas_leaves_the_value_out() => Transcript.Check("""
        > ms k 1 E5
        > a
        < HD
        > mg k v C5 c
        < HD c5
        > mg k v C4 c
        < VA 1 c5
        < a
        """);

    [Fact]
    public void Delete_can_be_conditional() => Transcript.Check("""
        > md k
        < NF
        > ms k 1 E5
        > a
        < HD
        > md k C4 k O1
        < EX kk O1
        > md k C0
        < EX
        > md k C5 k O1
        < HD kk O1
        > md k C0
        < NF
        > mg k v
        < EN
        """);

    [Fact]
    public void Delete_can_keep_the_item_without_its_value() => Transcript.Check("""
        > ms k 3 F9
        > abc
        < HD
        > md k x
        < HD
        > mg k v f s
        < VA 0 f0 s0
        <
        """);

    [Fact]
    public void Arithmetic_counts_and_can_make_the_number() => Transcript.Check("""
        > ma n
        < NF
        > ma n k O1
        < NF kn O1
        > ma n N0 J10 v t
        < VA 2 t-1
        < 10
        > ma n v
        < VA 2
        < 11
        > ma n D5 v E7 c
        < VA 2 c7
        < 16
        > ma n MD D6 v
        < VA 2
        < 10
        > ma n M- D100 v k
        < VA 1 kn
        < 0
        > ma n M+ v C1
        < EX
        > ma n MI T30 v t
        < VA 1 t30
        < 1
        > ma n t T60
        < HD t30
        > ma n t
        < HD t60
        > ma n MX
        < CLIENT_ERROR invalid mode for ma M token
        > ma n DD
        < CLIENT_ERROR invalid or duplicate flag
        > ma n v v
        < CLIENT_ERROR invalid or duplicate flag
        > ma
        < CLIENT_ERROR bad command line format
        > ma m N30 J5 t v
        < VA 1 t30
        < 5
        """);

    [Fact]
    public void Base64_keys_are_the_same_keys() => Transcript.Check("""
        > ms Zm9v 2 b k
        > hi
        < HD kZm9v b
        > get foo
        < VALUE foo 0 2
        < hi
        < END
        > mg Zm9v k b v
        < VA 2 kZm9v b
        < hi
        > mg AAEC b k
        < EN kAAEC b
        > ma Zm9v b
        < CLIENT_ERROR cannot increment or decrement non-numeric value
        > md Zm9v b k
        < HD kZm9v b
        > mg Zm9 b
        < CLIENT_ERROR error decoding key
        """);

    [Fact]
    public void A_miss_hands_the_right_to_fill_to_one_client() => Transcript.Check("""
        > mg k N30 v t
        < VA 0 t30 W
        <
        > mg k N30 v
        < VA 0 Z
        <
        > mg k v
        < VA 0 Z
        <
        > ms k 1
        > a
        < HD
        > mg k N30 v
        < VA 1
        < a
        """);

    [Fact]
    public void An_item_near_its_end_hands_the_right_to_refill_to_one_client() => Transcript.Check("""
        > ms k 1 T40
        > a
        < HD
        > mg k R30
        < HD
        ~ 15
        > mg k R30 t
        < HD t25 W
        > mg k R30
        < HD Z
        > mg k R0
        < HD Z
        """);

    [Fact]
    public void A_stale_item_is_served_while_one_client_refills_it() => Transcript.Check("""
        > ms k 1 E10
        > a
        < HD
        > md k I T30 E20
        < HD
        > mg k v c t
        < VA 1 c20 t30 X W
        < a
        > mg k v c
        < VA 1 c20 Z X
        < a
        > ms k 1 C10 I E21
        > b
        < HD
        > mg k v
        < VA 1 Z X
        < b
        > ms k 1 C21
        > c
        < HD
        > mg k v
        < VA 1
        < c
        """);

    [Fact]
    public void Noop_and_debug_answer() => Transcript.Check("""
        > mn
        < MN
        > mn x
        < MN
        > me k
        < EN
        > me
        < CLIENT_ERROR bad command line format
        > me {k*251}
        < CLIENT_ERROR bad command line format
        """);

    [Fact]
    public void Debug_shows_an_item_without_touching_it()
    {
        using var cache = new CacheUnderTest();
        using var client = cache.Connect();
        client.Exchange("ms foo 2 E5 T60\r\nhi\r\n");
        cache.Clock.AdvanceSeconds(10);
        Assert.Matches("^ME foo exp=50 la=10 cas=5 fetch=no cls=1 size=[0-9]+\r\n$", client.Exchange("me foo\r\n"));
        Assert.Equal("HD h0 l10\r\n", client.Exchange("mg foo h l\r\n"));
        Assert.Matches("^ME Zm9v exp=50 la=0 cas=5 fetch=yes cls=1 size=[0-9]+\r\n$", client.Exchange("me Zm9v b\r\n"));
    }
}
