using Xunit;

namespace FromScratch.KeyValue.Tests.Session;

public sealed class AccessTests
{
    private const string WrongPass = "-WRONGPASS invalid username-password pair or user is disabled.\r\n";

    [Fact]
    public void A_password_is_asked_for()
    {
        using var server = new SessionServer(static options => options.RequirePass = "secret");
        var client = server.Connect();
        Assert.Equal("-NOAUTH Authentication required.\r\n" + WrongPass, client.Exchange("PING\r\nAUTH wrong\r\n"));
        Assert.Equal("+OK\r\n+PONG\r\n", client.Exchange("AUTH secret\r\nPING\r\n"));
        Assert.Equal("+RESET\r\n-NOAUTH Authentication required.\r\n", client.Exchange("RESET\r\nPING\r\n"));
        Assert.StartsWith("-NOAUTH HELLO must be called", client.Exchange("HELLO 3\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("%7\r\n", client.Exchange("HELLO 3 AUTH default secret SETNAME me\r\n"), StringComparison.Ordinal);
        Assert.Equal("$2\r\nme\r\n", client.Exchange("CLIENT GETNAME\r\n"));
    }

    [Fact]
    public void Without_a_password_auth_says_so()
    {
        using var server = new SessionServer();
        Assert.Equal(
            "-ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?\r\n",
            server.Connect().Exchange("AUTH x\r\n"));
    }

    [Fact]
    public void A_user_may_do_what_its_rules_say()
    {
        using var server = new SessionServer(static options => options.Users.Add("bob on >pw ~b* +@read"));
        var client = server.Connect();
        Assert.Equal("+OK\r\n$3\r\nbob\r\n", client.Exchange("AUTH bob pw\r\nACL WHOAMI\r\n"));
        Assert.Equal("$-1\r\n", client.Exchange("GET b1\r\n"));
        Assert.Equal("-NOPERM this user has no permissions to access one of the keys used as arguments\r\n", client.Exchange("GET a\r\n"));
        Assert.Equal("-NOPERM this user has no permissions to run the 'set' command\r\n", client.Exchange("SET b 1\r\n"));
        Assert.Equal("-NOPERM this user has no permissions to run the 'config|get' command\r\n", client.Exchange("CONFIG GET *\r\n"));
        Assert.Equal(WrongPass, client.Exchange("AUTH bob no\r\n"));
        Assert.Equal(4, server.Context.Counters.AccessDenied + server.Context.Counters.AuthFailures);
    }

    [Fact]
    public void Users_are_shown_with_hashed_passwords()
    {
        using var server = new SessionServer(static options => options.Users.Add("bob on >x ~foo* +@read"));
        Assert.Equal(
            "*2\r\n$99\r\nuser bob on #2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881 ~foo* &* -@all +@read\r\n" +
            "$34\r\nuser default on nopass ~* &* +@all\r\n",
            server.Connect().Exchange("ACL LIST\r\n"));
    }
}
