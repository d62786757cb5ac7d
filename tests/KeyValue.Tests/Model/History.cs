using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Tests.Model;

/// <summary>What one client does, and what happens meanwhile.</summary>
/// <param name="Version">The protocol that it speaks.</param>
/// <param name="IsPipelined">It sends on until something happens, and reads the replies then.</param>
/// <param name="Commands">In this order.</param>
internal sealed record History(RespVersion Version, bool IsPipelined, Command[] Commands)
{
    /// <summary>What is sent in one piece; what is not sent stands alone.</summary>
    public IEnumerable<IReadOnlyList<Command>> Batches()
    {
        var batch = new List<Command>();
        foreach (var command in Commands)
        {
            if (batch.Count > 0 && (!IsPipelined || command.Arguments.Length == 0 || batch[^1].Arguments.Length == 0))
            {
                yield return batch;
                batch = [];
            }

            batch.Add(command);
        }

        if (batch.Count > 0)
            yield return batch;
    }

    /// <summary>Shorter ones first, then such with simpler commands, then a simpler client.</summary>
    public IEnumerable<History> Simpler()
    {
        for (var length = Commands.Length / 2; length > 0; length /= 2)
        {
            for (var at = 0; at + length <= Commands.Length; at += length)
                yield return this with { Commands = [.. Commands[..at], .. Commands[(at + length)..]] };
        }

        for (var at = 0; at < Commands.Length; at++)
        {
            foreach (var simpler in Commands[at].Simpler)
                yield return this with { Commands = [.. Commands[..at], simpler, .. Commands[(at + 1)..]] };
        }

        if (IsPipelined)
            yield return this with { IsPipelined = false };
        if (Version == RespVersion.Resp3)
            yield return this with { Version = RespVersion.Resp2 };
    }

    public override string ToString() =>
        $"{Version}{(IsPipelined ? ", pipelined" : "")}:\n{string.Concat(Commands.Select(static command => $"  {command}\n"))}";
}
