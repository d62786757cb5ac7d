using FromScratch.Cache.Engine;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached.Binary;
using FromScratch.Transport;

namespace FromScratch.Cache.Session.Binary;

/// <summary>
/// One conversation in memcached's binary protocol, executed while it is read. Requests that share a class are
/// executed in the files beside this one; this one keeps the turn: decode, execute, skip what was refused, give way
/// after <see cref="CacheOptions.RequestsPerWakeMax"/> requests.
/// </summary>
internal sealed partial class BinarySession(CacheContext context, IConnection connection, CommandCounters counters) : IProtocolSession
{
    private readonly CacheEngine _engine = context.Engine;
    private readonly CacheOptions _options = context.Options;

    /// <summary>Bytes of a refused body that are still to come; dropped as they arrive.</summary>
    private long _bytesToSkip;

    /// <summary>Statistics that were longer than one turn.</summary>
    private IResumableReply? _reply;

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        if (!FinishReply(output))
            return new SessionResult(0, SessionNext.Yield);

        var consumed = 0;
        for (var requests = 0; ; requests++)
        {
            consumed += Skip(input.Length - consumed);
            if (_bytesToSkip > 0)
                return new SessionResult(consumed, SessionNext.NeedInput);

            var rest = input[consumed..];
            var status = BinaryRequestDecoder.Decode(rest, _options.ItemBytesMax, out var request);
            if (status == DecodeStatus.NeedMore)
                return new SessionResult(consumed, SessionNext.NeedInput, request.BytesWanted);
            if (requests >= _options.RequestsPerWakeMax || output.IsOverSoftLimit)
                return new SessionResult(consumed, SessionNext.Yield);

            if (!(status == DecodeStatus.Done ? Execute(request, output) : Refuse(request, output)))
                return new SessionResult(input.Length, SessionNext.Close);

            consumed += Take(request.Header.TotalBytes, rest.Length);
            if (_reply is not null)
                return new SessionResult(consumed, SessionNext.Yield);
        }
    }

    public SessionNext Wake(OutputBuffer output) => FinishReply(output) ? SessionNext.NeedInput : SessionNext.Yield;

    public void Closed(CloseReason reason) => _reply = null;

    /// <summary>False: close after the reply.</summary>
    private bool Execute(in BinaryRequest request, OutputBuffer output)
    {
        switch (request.Header.Opcode.Loud())
        {
            case BinaryOpcode.Get or BinaryOpcode.GetK:
                Get(request, output);
                return true;
            case BinaryOpcode.Touch or BinaryOpcode.Gat or BinaryOpcode.GatK:
                Touch(request, output);
                return true;
            case BinaryOpcode.Set or BinaryOpcode.Add or BinaryOpcode.Replace or BinaryOpcode.Append or BinaryOpcode.Prepend:
                Store(request, output);
                return true;
            case BinaryOpcode.Delete:
                Delete(request, output);
                return true;
            case BinaryOpcode.Increment or BinaryOpcode.Decrement:
                Delta(request, output);
                return true;
            default:
                return ExecuteServerCommand(request, output);
        }
    }

    private bool Refuse(in BinaryRequest request, OutputBuffer output)
    {
        counters.ProtocolErrors++;
        switch (request.Fault)
        {
            case BinaryFault.UnknownCommand:
                BinaryResponseWriter.WriteError(output, request.Header, BinaryStatus.UnknownCommand);
                return true;
            case BinaryFault.ValueTooLarge:
                RefuseValue(request, output);
                return true;
            case BinaryFault.LengthsContradict:
                BinaryResponseWriter.WriteError(output, request.Header, BinaryStatus.UnknownCommand);
                return false;
            case BinaryFault.InvalidLengths:
                BinaryResponseWriter.WriteError(output, request.Header, BinaryStatus.InvalidArguments);
                return false;
            default:
                return false;
        }
    }

    /// <summary>Answers success, or nothing when the command was a quiet one.</summary>
    private static void Succeed(in BinaryRequest request, OutputBuffer output, ulong cas = 0)
    {
        if (!request.Header.Opcode.IsQuiet())
            BinaryResponseWriter.Write(output, request.Header, BinaryStatus.Success, [], [], cas);
    }

    private static void Fail(in BinaryRequest request, OutputBuffer output, BinaryStatus status) =>
        BinaryResponseWriter.WriteError(output, request.Header, status);

    private bool FinishReply(OutputBuffer output)
    {
        if (_reply is null)
            return true;
        if (output.IsOverSoftLimit || !_reply.WriteMore(output))
            return false;
        _reply = null;
        return true;
    }

    /// <summary>What of a message lies in the input; the rest, of a refused body only, is dropped when it comes.</summary>
    private int Take(long messageBytes, int available)
    {
        var taken = (int)Math.Min(messageBytes, available);
        _bytesToSkip = messageBytes - taken;
        return taken;
    }

    private int Skip(int available)
    {
        var skipped = (int)Math.Min(_bytesToSkip, available);
        _bytesToSkip -= skipped;
        return skipped;
    }

    /// <summary>With -C nobody is promised CAS ids: clients see 0.</summary>
    private ulong Shown(ulong cas) => _options.CasDisabled ? 0 : cas;
}
