using FromScratch.Core.Buffers;

namespace FromScratch.Protocols.Resp.Commands;

/// <summary>The error replies to requests that name no executable command, in Redis's words.</summary>
public static class CommandErrors
{
    /// <summary>Bytes of a name, and of all arguments together, that are repeated to the client.</summary>
    private const int EchoedBytesMax = 128;

    /// <param name="output">Where the reply goes.</param>
    /// <param name="result">Anything but Found; nothing is written for CrossProtocol.</param>
    /// <param name="request">The request looked up.</param>
    /// <param name="spec">What the look-up gave.</param>
    public static void Write(OutputBuffer output, LookupResult result, in RespRequest request, CommandSpec? spec)
    {
        ArgumentNullException.ThrowIfNull(output);
        switch (result)
        {
            case LookupResult.UnknownCommand:
                UnknownCommand(output, request);
                break;
            case LookupResult.UnknownSubcommand:
                UnknownSubcommand(output, request);
                break;
            case LookupResult.WrongArity:
                WrongArity(output, spec!);
                break;
        }
    }

    public static void WrongArity(OutputBuffer output, CommandSpec spec)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(spec);
        output.Write("-ERR wrong number of arguments for '"u8);
        output.Write(spec.FullName);
        output.Write("' command\r\n"u8);
    }

    private static void UnknownCommand(OutputBuffer output, in RespRequest request)
    {
        output.Write("-ERR unknown command '"u8);
        Echo(output, request[0], EchoedBytesMax);
        output.Write("', with args beginning with: "u8);
        var start = output.Length;
        for (var i = 1; i < request.Count && output.Length - start < EchoedBytesMax; i++)
        {
            var room = EchoedBytesMax - (output.Length - start);
            output.Write("'"u8);
            Echo(output, request[i], room);
            output.Write("' "u8);
        }

        output.Write("\r\n"u8);
    }

    private static void UnknownSubcommand(OutputBuffer output, in RespRequest request)
    {
        output.Write("-ERR unknown subcommand '"u8);
        Echo(output, request[1], EchoedBytesMax);
        output.Write("'. Try "u8);
        var name = output.GetSpan(request[0].Length)[..request[0].Length];
        System.Text.Ascii.ToUpper(request[0], name, out var written);
        output.Advance(written);
        output.Write(" HELP.\r\n"u8);
    }

    /// <summary>What the client said, up to a zero byte, with line ends blanked.</summary>
    private static void Echo(OutputBuffer output, ReadOnlySpan<byte> words, int bytesMax)
    {
        var zero = words.IndexOf((byte)0);
        words = words[..Math.Min(zero < 0 ? words.Length : zero, bytesMax)];
        var echoed = output.GetSpan(words.Length)[..words.Length];
        words.CopyTo(echoed);
        echoed.Replace((byte)'\r', (byte)' ');
        echoed.Replace((byte)'\n', (byte)' ');
        output.Advance(words.Length);
    }
}
