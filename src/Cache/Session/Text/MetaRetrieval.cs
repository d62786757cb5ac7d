using System.Runtime.CompilerServices;
using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Cache.Session.Text;

/// <summary>mg and me.</summary>
internal static class MetaRetrieval
{
    [SkipLocalsInit]
    public static void Get(CommandScope scope, in TextLine line, OutputBuffer output)
    {
        Span<byte> keyScratch = stackalloc byte[TextLimits.KeyBytesMax];
        var error = MetaParser.Parse(line, keyScratch, out var command);
        if (error != MetaError.None)
        {
            scope.Refuse(output, Replies.Of(error));
            return;
        }

        var touchTo = scope.ExpiryOf(command.TouchExptime);
        var request = new GetRequest
        {
            Key = command.Key,
            Hash = scope.Engine.Hash(command.Key),
            NoBump = command.Has(MetaFlags.NoBump),
            Touch = command.Has(MetaFlags.Touch) && !command.Has(MetaFlags.TtlBeforeTouch),
            TouchTo = touchTo,
            Vivify = command.Has(MetaFlags.Vivify),
            VivifyTo = VivifyTo(scope, command, touchTo),
            RecacheBelowSeconds = SecondsOf(scope, command.RecacheExptime),
            NewCas = command.NewCas,
            UseLease = true,
        };
        var reader = new MetaItemReader(command, output, scope.CasDisabled);
        var status = scope.Engine.Get(request, ref reader);
        if (status == GetStatus.Hit && command.Has(MetaFlags.TtlBeforeTouch))
            scope.Touch(command.Key, touchTo, noBump: true);
        if (status == GetStatus.Miss && !command.Has(MetaFlags.Quiet))
            MetaReply.Write(output, "EN"u8, command);

        Count(scope, command, status != GetStatus.Miss);
        scope.Observer?.Fetched(
            scope.Connection, command.Key, status == GetStatus.Hit ? FetchOutcome.Found : FetchOutcome.NotFound, reader.ValueLength);
    }

    [SkipLocalsInit]
    public static void Debug(CommandScope scope, in TextLine line, OutputBuffer output)
    {
        Span<byte> keyScratch = stackalloc byte[TextLimits.KeyBytesMax];
        var error = MetaParser.Parse(line, keyScratch, out var command);
        if (error is MetaError.BadFormat or MetaError.KeyNotDecodable)
        {
            scope.Refuse(output, Replies.BadFormat);
            return;
        }

        scope.Counters.CmdMeta++;
        var reader = new MetaDebugReader(output, command.Has(MetaFlags.Base64Key), scope.CasDisabled);
        var request = new GetRequest { Key = command.Key, Hash = scope.Engine.Hash(command.Key), NoBump = true };
        if (scope.Engine.Get(request, ref reader) == GetStatus.Miss)
            output.Write(Replies.MetaMiss);
    }

    /// <summary>When an item made on a miss dies: flags T and N both set it, the later one on the line wins.</summary>
    public static Expiry VivifyTo(CommandScope scope, in MetaCommand command, Expiry touchTo) =>
        command.Has(MetaFlags.Touch) && !command.Has(MetaFlags.VivifyAfterTouch) ? touchTo : scope.ExpiryOf(command.VivifyExptime);

    private static uint SecondsOf(CommandScope scope, int exptime)
    {
        var now = scope.Engine.Clock.Now;
        var second = scope.ExpiryOf(exptime).EngineSecond;
        return second > now ? second - now : 0;
    }

    private static void Count(CommandScope scope, in MetaCommand command, bool hit)
    {
        if (hit && command.Has(MetaFlags.Touch))
        {
            scope.CountTouch(hit);
            return;
        }

        scope.Counters.CmdGet++;
        if (hit)
            scope.Counters.GetHits++;
        else
            scope.Counters.GetMisses++;
    }
}
