using static FromScratch.Protocols.Resp.Commands.KeyFlags;
using F = FromScratch.Protocols.Resp.Commands.CommandFlags;

namespace FromScratch.Protocols.Resp.Commands;

/// <summary>The connection itself, transactions and messages.</summary>
internal static class ConnectionCommands
{
    private static readonly CommandSpec[] OfClient =
    [
        new(CommandId.ClientId, "client|id", 2, F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Connection, Since = "5.0.0",
            Summary = "Answers the number of this connection.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.ClientGetName, "client|getname", 2, F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Connection, Since = "2.6.9",
            Summary = "Answers the name of this connection.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.ClientSetName, "client|setname", 3, F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Connection, Since = "2.6.9",
            Summary = "Names this connection.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.ClientSetInfo, "client|setinfo", 4, F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Connection, Since = "7.2.0",
            Summary = "Tells the server about the client's library.",
            Categories = AclCategories.Connection,
            Tips = [Tip.AllNodes, Tip.AllSucceeded],
        },
        new(CommandId.ClientList, "client|list", -2, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Connection, Since = "2.4.0",
            Summary = "Lists the connections.",
            Categories = AclCategories.Connection,
            Tips = [Tip.Nondeterministic],
        },
        new(CommandId.ClientInfo, "client|info", 2, F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Connection, Since = "6.2.0",
            Summary = "Describes this connection.",
            Categories = AclCategories.Connection,
            Tips = [Tip.Nondeterministic],
        },
        new(CommandId.ClientKill, "client|kill", -3, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Connection, Since = "2.4.0",
            Summary = "Closes connections.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.ClientNoEvict, "client|no-evict", 3, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Connection, Since = "7.0.0",
            Summary = "Keeps this connection from being closed when memory is short.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.ClientNoTouch, "client|no-touch", 3, F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Connection, Since = "7.2.0",
            Summary = "Lets this connection read keys without marking them as used.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.ClientReply, "client|reply", 3, F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Connection, Since = "3.2.0",
            Summary = "Switches the replies to this connection off and on.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.ClientHelp, "client|help", 2, F.Loading | F.Stale)
        {
            Group = CommandGroup.Connection, Since = "5.0.0",
            Summary = "Lists the subcommands of CLIENT.",
            Categories = AclCategories.Connection,
        },
    ];

    private static readonly CommandSpec[] OfPubSub =
    [
        new(CommandId.PubSubChannels, "pubsub|channels", -2, F.PubSub | F.Loading | F.Stale)
        {
            Group = CommandGroup.PubSub, Since = "2.8.0",
            Summary = "Lists the channels that have subscribers.",
        },
        new(CommandId.PubSubNumSub, "pubsub|numsub", -2, F.PubSub | F.Loading | F.Stale)
        {
            Group = CommandGroup.PubSub, Since = "2.8.0",
            Summary = "Counts the subscribers of channels.",
        },
        new(CommandId.PubSubNumPat, "pubsub|numpat", 2, F.PubSub | F.Loading | F.Stale)
        {
            Group = CommandGroup.PubSub, Since = "2.8.0",
            Summary = "Counts the patterns that are subscribed to.",
        },
        new(CommandId.PubSubHelp, "pubsub|help", 2, F.Loading | F.Stale)
        {
            Group = CommandGroup.PubSub, Since = "6.2.0",
            Summary = "Lists the subcommands of PUBSUB.",
        },
    ];

    public static readonly CommandSpec[] All =
    [
        new(CommandId.Ping, "ping", -1, F.Fast)
        {
            Group = CommandGroup.Connection, Since = "1.0.0",
            Summary = "Answers PONG, or the given message.",
            Categories = AclCategories.Connection,
            Tips = [Tip.AllShards, Tip.AllSucceeded],
        },
        new(CommandId.Echo, "echo", 2, F.Loading | F.Stale | F.Fast)
        {
            Group = CommandGroup.Connection, Since = "1.0.0",
            Summary = "Answers the given message.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.Quit, "quit", -1, F.NoScript | F.Loading | F.Stale | F.Fast | F.NoAuth | F.AllowBusy)
        {
            Group = CommandGroup.Connection, Since = "1.0.0",
            Summary = "Closes the connection.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.Reset, "reset", 1, F.NoScript | F.Loading | F.Stale | F.Fast | F.NoAuth | F.AllowBusy)
        {
            Group = CommandGroup.Connection, Since = "6.2.0",
            Summary = "Puts the connection into the state it started in.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.Hello, "hello", -1, F.NoScript | F.Loading | F.Stale | F.Fast | F.NoAuth | F.AllowBusy)
        {
            Group = CommandGroup.Connection, Since = "6.0.0",
            Summary = "Chooses the protocol version, logs in, and answers who the server is.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.Auth, "auth", -2, F.NoScript | F.Loading | F.Stale | F.Fast | F.NoAuth | F.AllowBusy)
        {
            Group = CommandGroup.Connection, Since = "1.0.0",
            Summary = "Logs in.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.Select, "select", 2, F.Loading | F.Stale | F.Fast)
        {
            Group = CommandGroup.Connection, Since = "1.0.0",
            Summary = "Chooses the database.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.Client, "client", -2, F.None)
        {
            Group = CommandGroup.Connection, Since = "2.4.0",
            Summary = "Commands about connections.",
            Subcommands = OfClient,
        },
        new(CommandId.Multi, "multi", 1, F.NoScript | F.Loading | F.Stale | F.Fast | F.AllowBusy)
        {
            Group = CommandGroup.Transactions, Since = "1.2.0",
            Summary = "Starts a transaction.",
            Categories = AclCategories.Transaction,
        },
        new(CommandId.Exec, "exec", 1, F.NoScript | F.Loading | F.Stale | F.SkipSlowLog)
        {
            Group = CommandGroup.Transactions, Since = "1.2.0",
            Summary = "Executes the queued commands of a transaction as one.",
            Categories = AclCategories.Transaction,
        },
        new(CommandId.Discard, "discard", 1, F.NoScript | F.Loading | F.Stale | F.Fast | F.AllowBusy)
        {
            Group = CommandGroup.Transactions, Since = "2.0.0",
            Summary = "Forgets the queued commands of a transaction.",
            Categories = AclCategories.Transaction,
        },
        new(CommandId.Watch, "watch", -2, F.NoScript | F.Loading | F.Stale | F.Fast | F.AllowBusy)
        {
            Group = CommandGroup.Transactions, Since = "2.2.0",
            Summary = "Makes the next transaction fail when one of the keys has changed by then.",
            Categories = AclCategories.Transaction,
            Keys = [new(ReadOnly, Last: -1)],
        },
        new(CommandId.Unwatch, "unwatch", 1, F.NoScript | F.Loading | F.Stale | F.Fast | F.AllowBusy)
        {
            Group = CommandGroup.Transactions, Since = "2.2.0",
            Summary = "Forgets the watched keys.",
            Categories = AclCategories.Transaction,
        },
        new(CommandId.Subscribe, "subscribe", -2, F.PubSub | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.PubSub, Since = "2.0.0",
            Summary = "Receives the messages of channels.",
        },
        new(CommandId.PSubscribe, "psubscribe", -2, F.PubSub | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.PubSub, Since = "2.0.0",
            Summary = "Receives the messages of all channels that match patterns.",
        },
        new(CommandId.Unsubscribe, "unsubscribe", -1, F.PubSub | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.PubSub, Since = "2.0.0",
            Summary = "Receives the messages of channels no longer.",
        },
        new(CommandId.PUnsubscribe, "punsubscribe", -1, F.PubSub | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.PubSub, Since = "2.0.0",
            Summary = "Receives the messages of patterns no longer.",
        },
        new(CommandId.Publish, "publish", 3, F.PubSub | F.Loading | F.Stale | F.Fast)
        {
            Group = CommandGroup.PubSub, Since = "2.0.0",
            Summary = "Sends a message to a channel.",
        },
        new(CommandId.PubSub, "pubsub", -2, F.None)
        {
            Group = CommandGroup.PubSub, Since = "2.8.0",
            Summary = "Commands about channels.",
            Subcommands = OfPubSub,
        },
    ];
}
