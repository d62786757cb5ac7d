using System.Text;
using FromScratch.Cache.Session.Auth;
using FromScratch.TestKit;

namespace FromScratch.Cache.Tests.Session;

public sealed class AuthenticationTests
{
    [Fact]
    public void Nothing_is_served_before_the_password() => WithPasswords("foo:bar\nzoo:ba z\r\n", passwords => Transcript.Check(
        """
        > get k
        < CLIENT_ERROR unauthenticated
        > version
        < CLIENT_ERROR unauthenticated
        > set foo 0 0 x
        < CLIENT_ERROR unauthenticated
        > set foo 0 0 16385
        < CLIENT_ERROR auth token too long
        > set foo 0 0 7
        >> foo barxx
        < CLIENT_ERROR bad command line termination
        > set foo 0 0 6
        > foobar
        < CLIENT_ERROR bad authentication token format
        > set foo 0 0 7
        > foo baz
        < CLIENT_ERROR authentication failure
        > set foo 0 0 8
        > foo barr
        < CLIENT_ERROR authentication failure
        > set anything 9 9 8
        > zoo ba z
        < STORED
        > set k 0 0 1
        > a
        < STORED
        > get k
        < VALUE k 0 1
        < a
        < END
        """,
        passwords: passwords));

    [Fact]
    public void An_endless_line_before_the_password_is_closed() => WithPasswords("foo:bar", passwords =>
    {
        using var cache = new CacheUnderTest(passwords: passwords);
        using var client = cache.Connect();
        client.Feed("get " + new string('x', 2045));
        Assert.True(client.IsClosed);
    });

    [Fact]
    public void Attempts_and_failures_are_counted() => WithPasswords("foo:bar", passwords =>
    {
        using var cache = new CacheUnderTest(passwords: passwords);
        using var client = cache.Connect();
        client.Exchange("set x 0 0 7\r\nfoo bad\r\nset x 0 0 7\r\nfoo bar\r\n");
        Assert.Equal(2, cache.Counters.AuthCmds);
        Assert.Equal(1, cache.Counters.AuthErrors);
    });

    [Fact]
    public void Binary_clients_are_not_let_in() => WithPasswords("foo:bar", passwords =>
    {
        using var cache = new CacheUnderTest(passwords: passwords);
        using var client = cache.Connect();
        Assert.Equal("CLIENT_ERROR unauthenticated\r\n", client.Exchange("\x80\x0a"));
    });

    [Fact]
    public void A_file_can_be_read_again_and_a_bad_one_changes_nothing()
    {
        using var directory = new TempDirectory();
        var passwords = new PasswordFile(directory.Write("users", "foo:bar\n"));
        Assert.True(passwords.Check("foo"u8, "bar"u8));
        directory.Write("users", "foo:new\n");
        passwords.Reload();
        Assert.False(passwords.Check("foo"u8, "bar"u8));
        Assert.True(passwords.Check("foo"u8, "new"u8));
        directory.Write("users", "no colon\n");
        Assert.Throws<InvalidDataException>(passwords.Reload);
        Assert.True(passwords.Check("foo"u8, "new"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("foo")]
    [InlineData("foo:bar\nbad\n")]
    public void A_file_without_user_and_password_is_refused(string text) =>
        Assert.Throws<InvalidDataException>(() => PasswordTable.Parse(Encoding.Latin1.GetBytes(text)));

    [Fact]
    public void Eight_entries_are_read()
    {
        var text = string.Concat(Enumerable.Range(1, 9).Select(i => $"u{i}:p{i}\n"));
        var table = PasswordTable.Parse(Encoding.Latin1.GetBytes(text));
        Assert.True(table.Check("u1"u8, "p1"u8));
        Assert.True(table.Check("u8"u8, "p8"u8));
        Assert.False(table.Check("u9"u8, "p9"u8));
        Assert.False(table.Check("u1"u8, "p8"u8));
    }

    private static void WithPasswords(string text, Action<PasswordFile> run)
    {
        using var directory = new TempDirectory();
        run(new PasswordFile(directory.Write("users", text)));
    }
}
