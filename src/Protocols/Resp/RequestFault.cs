using FromScratch.Core.Buffers;

namespace FromScratch.Protocols.Resp;

/// <summary>Why bytes are no request. The connection is closed after the reply.</summary>
public enum RequestFaultKind : byte
{
    None,
    InvalidMultibulkLength,
    UnauthenticatedMultibulkLength,
    TooBigMultibulkCount,
    ExpectedBulk,
    InvalidBulkLength,
    UnauthenticatedBulkLength,
    TooBigBulkCount,
    TooBigInline,
    UnbalancedQuotes,

    /// <summary>The whole request would pass <see cref="RequestLimits.RequestBytesMax"/>: closed without a word, as Redis does.</summary>
    TooBigRequest,
}

/// <param name="Kind">What is wrong.</param>
/// <param name="Found">With <see cref="RequestFaultKind.ExpectedBulk"/>: the byte that stood where a dollar sign had to.</param>
public readonly record struct RequestFault(RequestFaultKind Kind, byte Found = 0)
{
    /// <summary>The error reply in Redis's words; nothing for <see cref="RequestFaultKind.TooBigRequest"/>.</summary>
    public void WriteTo(OutputBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (Kind is RequestFaultKind.None or RequestFaultKind.TooBigRequest)
            return;
        output.Write("-ERR Protocol error: "u8);
        output.Write(Text);
        if (Kind == RequestFaultKind.ExpectedBulk)
        {
            output.Write([Found is (byte)'\r' or (byte)'\n' ? (byte)' ' : Found]);
            output.Write("'"u8);
        }

        output.Write("\r\n"u8);
    }

    private ReadOnlySpan<byte> Text => Kind switch
    {
        RequestFaultKind.InvalidMultibulkLength => "invalid multibulk length"u8,
        RequestFaultKind.UnauthenticatedMultibulkLength => "unauthenticated multibulk length"u8,
        RequestFaultKind.TooBigMultibulkCount => "too big mbulk count string"u8,
        RequestFaultKind.ExpectedBulk => "expected '$', got '"u8,
        RequestFaultKind.InvalidBulkLength => "invalid bulk length"u8,
        RequestFaultKind.UnauthenticatedBulkLength => "unauthenticated bulk length"u8,
        RequestFaultKind.TooBigBulkCount => "too big bulk count string"u8,
        RequestFaultKind.TooBigInline => "too big inline request"u8,
        _ => "unbalanced quotes in request"u8,
    };
}
