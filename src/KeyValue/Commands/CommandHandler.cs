using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands;

/// <summary>Executes one command of checked arity and writes its one reply. What fails has changed nothing.</summary>
internal delegate void CommandHandler(in RespRequest request, in CommandContext context);
