using System.Text;
using FromScratch.KeyValue.Session;
using FromScratch.KeyValue.Tests.Commands;
using FromScratch.KeyValue.Tests.Store;
using FromScratch.Protocols.Resp;
using FromScratch.TestKit.Sessions;

namespace FromScratch.KeyValue.Tests.Model;

/// <summary>The real thing without sockets: a session over a store on a simulated disk, with a clock that only the test moves.</summary>
internal sealed class ServerUnderTest : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly StoreHarness _store = new StoreHarness().Open();
    private readonly RespVersion _version;
    private SessionHarness _client;

    public ServerUnderTest(RespVersion version)
    {
        _version = version;
        _client = Connect();
    }

    public long NowMs => _store.Clock.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Sends them in one piece and returns as many replies.</summary>
    public List<Reply> Ask(IReadOnlyCollection<Command> commands)
    {
        _client.Feed([.. commands.SelectMany(static command => CommandRunner.Multibulk(command.Arguments))]);
        var output = new List<byte>();
        while (true)
        {
            output.AddRange(_client.TakeOutput());
            var replies = ReplyParser.ParseAll([.. output], _version);
            if (replies?.Count >= commands.Count)
                return replies;
            Assert.True(SpinWait.SpinUntil(() => _client.Connection.WakeAsked, Patience), "a command is not answered");
            _client.Pump();
        }
    }

    /// <summary>Does what is no command.</summary>
    public void Undergo(Command happening)
    {
        switch (happening)
        {
            case Advance advance:
                _store.Clock.Advance(TimeSpan.FromMilliseconds(advance.Ms));
                _client.Pump();
                break;
            case TakeSnapshot:
                Assert.Null(_store.Store.TakeSnapshot());
                break;
            default:
                _client.Dispose();
                _store.ReopenAsync().GetAwaiter().GetResult();
                _client = Connect();
                break;
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private SessionHarness Connect()
    {
        var context = new KeyValueContext(new KeyValueOptions(), _store.Store, _store.Clock.Time);
        var client = new SessionHarness(new KeyValueSessionFactory(context));
        if (_version == RespVersion.Resp3)
        {
            client.Feed("HELLO 3\r\n");
            Assert.StartsWith("%", Encoding.Latin1.GetString(client.TakeOutput()), StringComparison.Ordinal);
        }

        return client;
    }
}
