using System.Globalization;
using System.Text;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Resp;

namespace FromScratch.Protocols.Tests.Resp;

/// <summary>Requests as text (one character is one byte), and what the decoder makes of them.</summary>
internal static class Wire
{
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static string Multibulk(params string[] arguments)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"*{arguments.Length}\r\n");
        foreach (var argument in arguments)
            text.Append(CultureInfo.InvariantCulture, $"${argument.Length}\r\n{argument}\r\n");
        return text.ToString();
    }

    public static string[] Arguments(in RespRequest request)
    {
        var arguments = new string[request.Count];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = Text(request[i]);
        return arguments;
    }

    /// <summary>
    /// Feeds pieces as a connection does, unconsumed bytes first. Gives the requests, each as its arguments, and the last error reply.
    /// </summary>
    public static (List<string[]> Requests, string Error) Decode(IEnumerable<byte[]> pieces, RequestLimits limits)
    {
        using var decoder = new RespRequestDecoder();
        var requests = new List<string[]>();
        byte[] input = [];
        foreach (var piece in pieces)
        {
            input = [.. input, .. piece];
            var status = decoder.Decode(input, limits, out var request);
            for (; status == DecodeStatus.Done; status = decoder.Decode(input, limits, out request))
            {
                requests.Add(Arguments(request));
                input = input[request.WireLength..];
            }

            if (status == DecodeStatus.Invalid)
                return (requests, Error(request.Fault));
        }

        return (requests, "");
    }

    public static string Error(RequestFault fault)
    {
        var output = new OutputBuffer();
        fault.WriteTo(output);
        return Text(output.Written);
    }
}
