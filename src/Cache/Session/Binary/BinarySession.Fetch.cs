using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Cache.Session.Binary;

/// <summary>Get, getk, touch, gat, gatk and their quiet forms.</summary>
internal sealed partial class BinarySession
{
    private void Get(in BinaryRequest request, OutputBuffer output)
    {
        var hit = new HitWriter(output, request.Header, !_options.CasDisabled);
        counters.CmdGet++;
        var found = _engine.Get(request.Key, _engine.Hash(request.Key), ref hit);
        if (found)
            counters.GetHits++;
        else
            counters.GetMisses++;
        FinishFetch(request, output, found, hit.ValueLength);
    }

    /// <summary>A gat counts as a touch, not as a get.</summary>
    private void Touch(in BinaryRequest request, OutputBuffer output)
    {
        var hit = new HitWriter(output, request.Header, !_options.CasDisabled);
        var lookup = new GetRequest
        {
            Key = request.Key,
            Hash = _engine.Hash(request.Key),
            Touch = true,
            TouchTo = _engine.Clock.ExpiryOf(request.Expiration),
        };
        counters.CmdTouch++;
        var found = _engine.Get(lookup, ref hit) == GetStatus.Hit;
        if (found)
            counters.TouchHits++;
        else
            counters.TouchMisses++;
        FinishFetch(request, output, found, hit.ValueLength);
    }

    private void FinishFetch(in BinaryRequest request, OutputBuffer output, bool found, int valueLength)
    {
        if (!found)
            WriteMiss(request, output);
        context.Observer?.Fetched(connection, request.Key, found ? FetchOutcome.Found : FetchOutcome.NotFound, valueLength);
    }

    /// <summary>A miss of the key-returning forms brings the key instead of words.</summary>
    private static void WriteMiss(in BinaryRequest request, OutputBuffer output)
    {
        var opcode = request.Header.Opcode;
        if (opcode.IsQuiet())
            return;
        if (opcode is BinaryOpcode.GetK or BinaryOpcode.GatK)
            BinaryResponseWriter.Write(output, request.Header, BinaryStatus.KeyNotFound, request.Key, [], 0);
        else
            Fail(request, output, BinaryStatus.KeyNotFound);
    }

    /// <summary>
    /// Copies a found item into the output: client flags as extras, then the key and the value where the command returns them.
    /// </summary>
    private ref struct HitWriter(OutputBuffer output, BinaryRequestHeader header, bool showCas) : IItemReader
    {
        private const int ExtrasBytes = 4;
        private const int PrefixBytes = BinaryResponseWriter.HeaderBytes + ExtrasBytes;

        /// <summary>Bytes of the item's value; 0 before a hit.</summary>
        public int ValueLength;

        public void Read(in ItemView item)
        {
            ValueLength = item.ValueLength;
            var opcode = header.Opcode.Loud();
            var keyBytes = opcode is BinaryOpcode.GetK or BinaryOpcode.GatK ? item.Key.Length : 0;
            var valueBytes = opcode == BinaryOpcode.Touch ? 0 : item.ValueLength;
            var total = PrefixBytes + keyBytes + valueBytes;
            var reply = output.GetSpan(total);
            var cas = showCas ? item.Cas : 0;
            BinaryResponseWriter.WriteHeader(reply, header, BinaryStatus.Success, ExtrasBytes, keyBytes, valueBytes, cas);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(reply[BinaryResponseWriter.HeaderBytes..], item.ClientFlags);
            if (keyBytes > 0)
                item.Key.CopyTo(reply[PrefixBytes..]);
            if (valueBytes > 0)
                item.CopyValueTo(reply[(PrefixBytes + keyBytes)..]);
            output.Advance(total);
        }
    }
}
