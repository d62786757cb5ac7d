using FromScratch.Core.Buffers;
using FromScratch.KeyValue.Commands;
using FromScratch.KeyValue.Session.Commands;
using FromScratch.KeyValue.Session.Transactions;
using FromScratch.KeyValue.Store;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session;

/// <summary>One request: who may execute it, now or in a transaction, here or in the store.</summary>
internal sealed partial class KeyValueSession
{
    private Step ExecuteOne(in RespRequest request, ReadOnlySpan<byte> bytes, OutputBuffer output)
    {
        var found = CommandLookup.Find(request, out var spec);
        if (found == LookupResult.CrossProtocol)
            return Step.Close;
        if (found != LookupResult.Found || Refusal(spec!, request) is not null)
            return Reject(found, spec, request, output);
        LastCommand = spec;
        if (InTransaction && !TransactionQueue.IsExecutedAtOnce(spec!.Id))
            return Enqueue(spec!, request, bytes, output);
        if (!DataCommands.Has(spec!.Id))
            return ExecuteLocal(spec, request, output);
        return spec.Has(CommandFlags.Write) || Unanswered > 0 || !Context.Store.CanRead(this)
            ? Submit(spec, request, bytes, output)
            : Read(spec, request, output);
    }

    private Step Read(CommandSpec spec, in RespRequest request, OutputBuffer output)
    {
        var start = output.Length;
        Context.Store.Read(this, spec, request, new RespWriter(output, Version));
        Finish(spec, request, output, start);
        return Step.Done;
    }

    private Step Submit(CommandSpec spec, in RespRequest request, ReadOnlySpan<byte> bytes, OutputBuffer output)
    {
        var wire = WireForm(request, bytes);
        var result = spec.Has(CommandFlags.Write)
            ? Context.Store.SubmitWrite(this, spec, wire)
            : Context.Store.SubmitRead(this, spec, wire);
        if (result == SubmitResult.Full)
        {
            _awaitsRoom = Unanswered == 0;
            return Step.Wait;
        }

        Context.Counters.Submitted(Context, this, spec, request, result == SubmitResult.Refused);
        if (_replyMode == ReplyMode.SkipThis && !Settle(output))
            return Step.Deferred;
        return Step.Done;
    }

    /// <summary>A command of the session's own. Its reply must stand behind those of what was submitted.</summary>
    private Step ExecuteLocal(CommandSpec spec, in RespRequest request, OutputBuffer output)
    {
        if (!Settle(output))
            return Step.Wait;
        var start = output.Length;
        var step = LocalCommands.Execute(this, spec, request, new RespWriter(output, Version));
        if (step != Step.Wait)
            Finish(spec, request, output, start, isStores: step == Step.Submitted);
        return step;
    }

    private Step Reject(LookupResult found, CommandSpec? spec, in RespRequest request, OutputBuffer output)
    {
        if (!Settle(output))
            return Step.Wait;
        var start = output.Length;
        if (found == LookupResult.Found)
        {
            var why = Refusal(spec!, request)!;
            new RespWriter(output, Version).Error(why);
            Context.Counters.AccessDenied += why.AsSpan().StartsWith("NOPERM"u8) ? 1 : 0;
        }
        else
        {
            CommandErrors.Write(output, found, request, spec);
        }

        _transaction?.Spoil();
        Context.Counters.Rejected(found is LookupResult.Found or LookupResult.WrongArity ? spec : null, output.Written[start..]);
        DropFrom(output, start);
        return Step.Done;
    }

    /// <summary>Why the client may not execute it now; null = it may.</summary>
    private byte[]? Refusal(CommandSpec spec, in RespRequest request)
    {
        if (User is null)
            return spec.Has(CommandFlags.NoAuth) ? null : Refusals.NoAuth;
        if (!User.IsUnlimited && !spec.Has(CommandFlags.NoAuth) && User.WhyNot(spec, request) is { } why)
            return why;
        if (Context.Store.Mirror.IsIncomplete && DataCommands.Has(spec.Id) && !spec.Has(CommandFlags.Write))
            return Refusals.Loading;
        if (Context.Store.IsWitness && Refusals.NeedsDataHere(spec.Id))
            return Refusals.Witness;
        if (Version == RespVersion.Resp2 && IsSubscribed && !InTransaction && !Refusals.AllowedWhenSubscribed(spec.Id))
            return Refusals.Subscribed(spec);
        return null;
    }

    /// <summary>The request as the store and the log know it: multibulk.</summary>
    private ReadOnlySpan<byte> WireForm(in RespRequest request, ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] == '*')
            return bytes;
        _wire ??= new OutputBuffer(1024, RequestLimits.LineBytesMax);
        _wire.Clear();
        var writer = new RespWriter(_wire, RespVersion.Resp2);
        writer.Array(request.Count);
        for (var i = 0; i < request.Count; i++)
            writer.Bulk(request[i]);
        return _wire.Written;
    }

    /// <param name="spec">What was executed.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="output">Holds the reply, if there is one already.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="isStores">It is the store's, which tells of its errors itself.</param>
    private void Finish(CommandSpec spec, in RespRequest request, OutputBuffer output, int start, bool isStores = false)
    {
        var reply = output.Length > start && !isStores ? output.Written[start..] : default;
        Context.Counters.Executed(Context, this, spec, request, reply);
        DropFrom(output, start);
    }
}
