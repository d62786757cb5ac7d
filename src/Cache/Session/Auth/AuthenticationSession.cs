using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;
using FromScratch.Transport;

namespace FromScratch.Cache.Session.Auth;

/// <summary>
/// Stands before a text session until the client has sent `set anything 0 0 length` with `user password` as the value (protocol.txt,
/// "Authentication"); after that it only forwards.
/// </summary>
internal sealed class AuthenticationSession(PasswordFile passwords, CommandCounters counters, IProtocolSession next) : IProtocolSession
{
    private const int TerminatorBytes = 2;

    private bool _isAuthenticated;

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        var consumed = 0;
        while (!_isAuthenticated)
        {
            var rest = input[consumed..];
            var status = TextLine.Read(rest, out var line);
            if (status != DecodeStatus.Done)
            {
                return rest.Length > TextLimits.UnfinishedLineBytesMax
                    ? new SessionResult(input.Length, SessionNext.Close)
                    : new SessionResult(consumed, SessionNext.NeedInput);
            }

            var total = Answer(line, rest, output);
            if (total > rest.Length)
                return new SessionResult(consumed, SessionNext.NeedInput, total);
            consumed += total;
        }

        var result = next.Receive(input[consumed..], output);
        return result with { Consumed = result.Consumed + consumed };
    }

    public SessionNext Wake(OutputBuffer output) => next.Wake(output);

    public void Closed(CloseReason reason) => next.Closed(reason);

    /// <summary>Bytes of the request; more than there are means that it was not answered yet.</summary>
    private int Answer(in TextLine line, ReadOnlySpan<byte> input, OutputBuffer output)
    {
        var tokens = new LineTokens(line.Arguments);
        if (tokens.Count < 4 || !line.Text.StartsWith("set"u8) || !TextNumbers.TryParseStrictInt32(tokens[3], out var length) || length < 0)
            return Refuse(output, Replies.Unauthenticated, line.WireLength);
        if (length > TextLimits.AuthTokenBytesMax)
            return Refuse(output, Replies.AuthTokenTooLong, line.WireLength);

        var total = line.WireLength + length + TerminatorBytes;
        if (input.Length < total)
            return total;
        if (!input[(total - TerminatorBytes)..total].SequenceEqual("\r\n"u8))
            return Refuse(output, Replies.BadLineTermination, total);
        var token = input.Slice(line.WireLength, length);
        var space = token.IndexOf((byte)' ');
        if (space < 0)
            return Refuse(output, Replies.BadAuthToken, total);

        counters.AuthCmds++;
        _isAuthenticated = passwords.Check(token[..space], token[(space + 1)..]);
        if (!_isAuthenticated)
        {
            counters.AuthErrors++;
            return Refuse(output, Replies.AuthFailure, total);
        }

        output.Write(Replies.Stored);
        return total;
    }

    private int Refuse(OutputBuffer output, ReadOnlySpan<byte> reply, int total)
    {
        counters.ProtocolErrors++;
        output.Write(reply);
        return total;
    }
}
