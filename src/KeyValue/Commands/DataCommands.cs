using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Commands;

/// <summary>
/// The commands that read or change keys: those of <see cref="StringCommands"/>, <see cref="KeyCommands"/> and <see cref="HashCommands"/>
/// (OBJECT included; WAIT and WAITAOF are the session's).
/// </summary>
public static class DataCommands
{
    private static readonly CommandHandler?[] Handlers = HandlerTable.Build();

    public static bool Has(CommandId id) => Handlers[(int)id] is not null;

    /// <summary>Executes one command whose name and arity were checked; writes exactly one reply, errors included.</summary>
    public static void Execute(CommandSpec spec, in RespRequest request, in CommandContext context)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var handler = Handlers[(int)spec.Id] ?? throw new ArgumentException("Not a data command.", nameof(spec));
        handler(request, context);
    }
}
