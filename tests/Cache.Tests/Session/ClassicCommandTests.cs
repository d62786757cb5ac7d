namespace FromScratch.Cache.Tests.Session;

/// <summary>The classic text commands, as cut into pieces as a network may cut them.</summary>
public sealed class ClassicCommandTests
{
    [Fact]
    public void Set_and_get() => Transcript.Check("""
        > set k 5 0 3
        > abc
        < STORED
        > get k
        < VALUE k 5 3
        < abc
        < END
        > get nothing
        < END
        > set k 0 0 0
        >
        < STORED
        > get k k nothing k
        < VALUE k 0 0
        <
        < VALUE k 0 0
        <
        < VALUE k 0 0
        <
        < END
        """);

    [Fact]
    public void Lines_may_end_in_a_bare_newline_and_tokens_may_be_far_apart() => Transcript.Check("""
        >> set   k  0  0 1  \n
        > a
        < STORED
        >> get  k  nothing \n
        < VALUE k 0 1
        < a
        < END
        """);

    [Fact]
    public void Add_and_replace() => Transcript.Check("""
        > replace k 0 0 1
        > a
        < NOT_STORED
        > add k 0 0 1
        > b
        < STORED
        > add k 0 0 1
        > c
        < NOT_STORED
        > replace k 1 0 1
        > d
        < STORED
        > get k
        < VALUE k 1 1
        < d
        < END
        """);

    [Fact]
    public void Append_and_prepend_keep_flags_and_expiry() => Transcript.Check("""
        > append k 0 0 1
        > a
        < NOT_STORED
        > prepend k 0 0 1
        > a
        < NOT_STORED
        > set k 7 0 1
        > b
        < STORED
        > append k 9 -1 2
        > cd
        < STORED
        > prepend k 9 -1 1
        > a
        < STORED
        > get k
        < VALUE k 7 4
        < abcd
        < END
        """);

    [Fact]
    public void Cas_stores_only_over_the_version_that_was_seen() => Transcript.Check("""
        > cas k 0 0 1 1
        > a
        < NOT_FOUND
        > ms k 1 E100
        > a
        < HD
        > gets k
        < VALUE k 0 1 100
        < a
        < END
        > cas k 0 0 1 99
        > b
        < EXISTS
        > cas k 0 0 1 0
        > b
        < EXISTS
        > cas k 0 0 1 100
        > b
        < STORED
        > cas k 0 0 1 100
        > c
        < EXISTS
        > cas nothing 0 0 1 0
        > c
        < NOT_FOUND
        > get k
        < VALUE k 0 1
        < b
        < END
        """);

    [Fact]
    public void Without_cas_ids_every_version_is_0_and_none_matches() => Transcript.Check(
        """
        > set k 0 0 1
        > a
        < STORED
        > gets k
        < VALUE k 0 1 0
        < a
        < END
        > cas k 0 0 1 0
        > b
        < EXISTS
        > cas k 0 0 1 5
        > b
        < EXISTS
        > cas z 0 0 1 5
        > b
        < NOT_FOUND
        > mg k c
        < HD c0
        > ms k 1 C5
        > b
        < EX
        > md k C5
        < EX
        """,
        options => options.CasDisabled = true);

    [Fact]
    public void Delete_ignores_what_follows_the_key() => Transcript.Check("""
        > delete k
        < NOT_FOUND
        > set k 0 0 1
        > a
        < STORED
        > delete k 0
        < DELETED
        > get k
        < END
        > set k 0 0 1 noreply
        > a
        > delete k noreply
        > get k
        < END
        > delete a b c d e
        < CLIENT_ERROR bad command line format
        > delete
        < CLIENT_ERROR bad command line format
        > delete {k*251}
        < CLIENT_ERROR bad command line format
        """);

    [Fact]
    public void Incr_and_decr_count_in_place() => Transcript.Check("""
        > incr n 1
        < NOT_FOUND
        > decr n 1
        < NOT_FOUND
        > set n 0 0 2
        > 10
        < STORED
        > incr n 5
        < 15
        > decr n 6
        < 9
        > get n
        < VALUE n 0 2
        < 9 
        < END
        > decr n 100
        < 0
        > incr n 18446744073709551615
        < 18446744073709551615
        > incr n 2
        < 1
        > incr n x
        < CLIENT_ERROR invalid numeric delta argument
        > incr n -1
        < CLIENT_ERROR invalid numeric delta argument
        > incr n
        < CLIENT_ERROR bad command line format
        > incr {k*251} 1
        < CLIENT_ERROR bad command line format
        > incr n 1 noreply
        > incr n 1
        < 3
        > set s 0 0 1
        > a
        < STORED
        > incr s 1
        < CLIENT_ERROR cannot increment or decrement non-numeric value
        > decr s 1
        < CLIENT_ERROR cannot increment or decrement non-numeric value
        """);

    [Fact]
    public void Items_live_as_long_as_they_were_given() => Transcript.Check("""
        > set a 0 10 1
        > a
        < STORED
        > set b 0 -1 1
        > b
        < STORED
        > set c 0 2592001 1
        > c
        < STORED
        > set d 0 0 1
        > d
        < STORED
        > get a b c d
        < VALUE a 0 1
        < a
        < VALUE d 0 1
        < d
        < END
        ~ 9
        > get a
        < VALUE a 0 1
        < a
        < END
        ~ 2
        > get a d
        < VALUE d 0 1
        < d
        < END
        """);

    [Fact]
    public void Touch_and_gat_move_the_expiry() => Transcript.Check("""
        > touch k 10
        < NOT_FOUND
        > gat 10 k
        < END
        > set k 0 5 1
        > a
        < STORED
        > touch k 100
        < TOUCHED
        ~ 50
        > gat 5 k z
        < VALUE k 0 1
        < a
        < END
        ~ 6
        > get k
        < END
        > ms k 1 E9
        > a
        < HD
        > gats 0 k
        < VALUE k 0 1 9
        < a
        < END
        > touch k 5 noreply
        > touch k
        < CLIENT_ERROR bad command line format
        > touch k x
        < CLIENT_ERROR invalid exptime argument
        > touch {k*251} 1
        < CLIENT_ERROR bad command line format
        > gat x k
        < CLIENT_ERROR invalid exptime argument
        > gat 0
        < CLIENT_ERROR bad command line format
        > gat
        < CLIENT_ERROR bad command line format
        ~ 6
        > get k
        < END
        """);

    [Fact]
    public void Flush_all_empties_now_or_later() => Transcript.Check("""
        > set a 0 0 1
        > a
        < STORED
        > flush_all
        < OK
        > get a
        < END
        > set a 0 0 1
        > a
        < STORED
        > flush_all 10
        < OK
        > get a
        < VALUE a 0 1
        < a
        < END
        ~ 11
        > get a
        < END
        > set a 0 0 1
        > a
        < STORED
        > flush_all -1
        < OK
        > flush_all 0
        < OK
        > flush_all x
        < CLIENT_ERROR invalid exptime argument
        > flush_all 0 noreply
        >   flush_all noreply
        > get a
        < END
        """);

    [Fact]
    public void Flush_all_can_be_forbidden() => Transcript.Check(
        """
        > flush_all
        < CLIENT_ERROR flush_all not allowed
        > flush_all noreply
        > mn
        < MN
        """,
        options => options.FlushDisabled = true);

    [Fact]
    public void Version_and_verbosity_answer() => Transcript.Check("""
        > version
        < VERSION 1.6.45
        > version and more
        < VERSION 1.6.45
        > verbosity 1
        < OK
        >   verbosity 1 noreply
        > verbosity
        < CLIENT_ERROR bad command line format
        > shutdown
        < SERVER_ERROR: shutdown not enabled
        """);

    [Fact]
    public void Quit_closes_after_what_was_asked_before() => Transcript.Check("""
        > mn
        > quit now
        > mn
        < MN
        ! closed
        """);

    [Fact]
    public void Noreply_silences_answers_and_errors() => Transcript.Check("""
        > set a 0 0 1 noreply
        > a
        > add a 0 0 1 noreply
        > a
        > append a 0 0 1 noreply
        > b
        > cas a 0 0 1 5 noreply
        > c
        > set a x 0 1 noreply
        > c
        > set a 0 0 1 noreply
        >> abc
        > incr a 1 noreply
        > incr a x noreply
        > foo noreply
        > get a
        < VALUE a 0 2
        < ab
        < END
        """);
}
