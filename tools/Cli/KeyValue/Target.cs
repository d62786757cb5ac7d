using System.CommandLine;
using System.Globalization;
using FromScratch.KeyValue.Client;

namespace FromScratch.Cli.KeyValue;

/// <summary>Which servers are meant, and how one logs in: options that all of `fromscratch kv` share.</summary>
internal sealed class Target
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Option<string[]> _servers = new("--server", "-s")
    {
        Description = "host:port of a node's clients; more than once: the first that answers is asked",
        DefaultValueFactory = _ => ["127.0.0.1:6379"],
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _user = new("--user") { Description = "Log in as this user", DefaultValueFactory = _ => "default" };

    private readonly Option<string?> _password = new("--password", "-a")
    {
        Description = "Its password; FROMSCRATCH_PASSWORD when left out",
    };

    private readonly TargetTls _tls = new();

    public Target() => _servers.Validators.Add(result =>
    {
        foreach (var text in result.GetValueOrDefault<string[]>() ?? [])
        {
            if (!TrySplit(text, out _, out _))
                result.AddError($"--server {text}: must be host:port");
        }
    });

    public void AddTo(Command command)
    {
        command.Options.Add(_servers);
        command.Options.Add(_user);
        command.Options.Add(_password);
        _tls.AddTo(command);
    }

    /// <summary>The first of the servers that answers.</summary>
    /// <exception cref="IOException">None does.</exception>
    /// <exception cref="RefusedException">It does not let the user in.</exception>
    public RespConnection Connect(ParseResult parsed, bool waitsForEver = false)
    {
        IOException? last = null;
        foreach (var text in parsed.GetRequiredValue(_servers))
        {
            try
            {
                return Connect(parsed, text, waitsForEver);
            }
            catch (IOException error)
            {
                last = error;
            }
        }

        throw last!;
    }

    public int CountOf(ParseResult parsed) => parsed.GetRequiredValue(_servers).Length;

    /// <summary>The one of that number, counted from 0.</summary>
    /// <exception cref="IOException">It does not answer.</exception>
    public RespConnection ConnectTo(ParseResult parsed, int number) => Connect(parsed, parsed.GetRequiredValue(_servers)[number]);

    /// <summary>The leader of the group that the servers belong to.</summary>
    public RespConnection ConnectToLeader(ParseResult parsed)
    {
        var connection = Connect(parsed);
        var role = connection.Ask("ROLE");
        if (role.IsError || role.Elements[0].Text == "master")
            return connection;
        connection.Dispose();
        var (host, port) = (role.Elements[1].Text, role.Elements[2].Integer);
        if (port == 0)
            throw new RefusedException("nobody is known to lead");
        return Connect(parsed, string.Create(CultureInfo.InvariantCulture, $"{host}:{port}"));
    }

    private static bool TrySplit(string text, out string host, out int port)
    {
        var colon = text.LastIndexOf(':');
        (host, port) = (colon < 1 ? "" : text[..colon].Trim('[', ']'), 0);
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture, out port) && port is > 0 and < 65536;
    }

    private RespConnection Connect(ParseResult parsed, string server, bool waitsForEver = false)
    {
        _ = TrySplit(server, out var host, out var port);
        var timeout = waitsForEver ? System.Threading.Timeout.InfiniteTimeSpan : Timeout;
        var connection = RespConnection.Connect(host, port, timeout, _tls.Options(parsed, host));
        var password = parsed.GetValue(_password) ?? Environment.GetEnvironmentVariable("FROMSCRATCH_PASSWORD");
        if (string.IsNullOrEmpty(password))
            return connection;
        var reply = connection.Ask("AUTH", parsed.GetValue(_user)!, password);
        if (!reply.IsError)
            return connection;
        connection.Dispose();
        throw new RefusedException(reply.Text);
    }
}
