using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>The commands about connection, server and messages. Each writes one reply, or none and a step that says so.</summary>
internal static class LocalCommands
{
    public static Step Execute(KeyValueSession session, CommandSpec spec, in RespRequest request, RespWriter reply)
    {
        var call = new LocalCall(session, spec, request, reply);
        return spec.Id switch
        {
            CommandId.Ping => ConnectionHandler.Ping(call),
            CommandId.Echo => ConnectionHandler.Echo(call),
            CommandId.Quit => ConnectionHandler.Quit(call),
            CommandId.Reset => ConnectionHandler.Reset(call),
            CommandId.Select => ConnectionHandler.Select(call),
            CommandId.Hello => LoginHandler.Hello(call),
            CommandId.Auth => LoginHandler.Auth(call),
            >= CommandId.Client and <= CommandId.ClientHelp => ClientHandler.Execute(call),
            CommandId.Exec => session.Exec(reply),
            CommandId.Multi or CommandId.Discard or CommandId.Watch or CommandId.Unwatch => TransactionHandler.Execute(call),
            >= CommandId.Subscribe and <= CommandId.PubSubHelp => PubSubHandler.Execute(call),
            CommandId.Info => InfoHandler.Info(call),
            >= CommandId.Config and <= CommandId.ConfigHelp => ConfigHandler.Execute(call),
            >= CommandId.Command and <= CommandId.CommandHelp => CommandHandler.Execute(call),
            CommandId.Debug => DebugHandler.Execute(call),
            CommandId.Save or CommandId.BgSave or CommandId.LastSave or CommandId.Shutdown => SaveHandler.Execute(call),
            CommandId.Wait or CommandId.WaitAof => WaitHandler.Execute(call),
            CommandId.Memory or CommandId.MemoryUsage or CommandId.MemoryHelp => MemoryHandler.Execute(call),
            >= CommandId.SlowLog and <= CommandId.SlowLogHelp => SlowLogHandler.Execute(call),
            >= CommandId.Latency and <= CommandId.LatencyHelp => LatencyHandler.Execute(call),
            >= CommandId.Acl and <= CommandId.AclHelp => AclHandler.Execute(call),
            CommandId.ReadOnly or CommandId.ReadWrite => ConnectionHandler.SetReadOnly(call),
            CommandId.Role => RoleHandler.Execute(call),
            CommandId.Group => GroupHandler.Execute(call),
            CommandId.ReplicaOf or CommandId.SlaveOf => MirrorHandler.ReplicaOf(call),
            CommandId.Changes => FeedHandler.Changes(call),
            CommandId.Backup => FeedHandler.Backup(call),
            _ => ServerHandler.Execute(call),
        };
    }
}
