using FromScratch.Cache.Engine;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Cache.Session.Text;

/// <summary>
/// The keys of one get, gets, gat or gats: looked up as they are split off, so that neither keys nor values are gathered anywhere.
/// </summary>
internal struct Multiget
{
    /// <summary>Keys looked up before other connections get their turn.</summary>
    private const int KeysPerTurnMax = 4096;

    public bool WithCas;
    public bool Touches;
    public Expiry TouchTo;
    private bool _anyKey;

    /// <summary>
    /// Looks up the keys of <paramref name="keys"/>, the next part of the line. A bad key takes back the values of this
    /// call that are not sent yet and is answered by an error.
    /// </summary>
    /// <param name="isWholeLine">The line ends where <paramref name="keys"/> ends.</param>
    /// <param name="consumed">How far it got.</param>
    public MultigetProgress Run(CommandScope scope, ReadOnlySpan<byte> keys, bool isWholeLine, OutputBuffer output, out int consumed)
    {
        var start = output.Length;
        consumed = 0;
        for (var keysLeft = KeysPerTurnMax; ; keysLeft--)
        {
            while (consumed < keys.Length && keys[consumed] == ' ')
                consumed++;
            var rest = keys[consumed..];
            if (rest.IsEmpty)
                return isWholeLine ? Finish(scope, output) : MultigetProgress.NeedInput;

            var length = rest.IndexOf((byte)' ');
            if (length < 0)
            {
                // A carriage return may stand where the line end is still to come.
                if (!isWholeLine && rest.Length <= TextLimits.KeyBytesMax + 1)
                    return MultigetProgress.NeedInput;
                length = rest.Length;
            }

            if (length > TextLimits.KeyBytesMax)
            {
                output.Truncate(start);
                scope.Refuse(output, Replies.BadFormat);
                return MultigetProgress.Failed;
            }

            if (output.IsOverSoftLimit || keysLeft == 0)
                return MultigetProgress.OutputFull;
            LookUp(scope, rest[..length], output);
            consumed += length;
        }
    }

    private readonly MultigetProgress Finish(CommandScope scope, OutputBuffer output)
    {
        if (!_anyKey)
        {
            scope.Refuse(output, Replies.BadFormat);
            return MultigetProgress.Failed;
        }

        output.Write(Replies.End);
        return MultigetProgress.Done;
    }

    private void LookUp(CommandScope scope, ReadOnlySpan<byte> key, OutputBuffer output)
    {
        _anyKey = true;
        var hash = scope.Engine.Hash(key);
        var reader = new ValueReader(output, WithCas, scope.CasDisabled);
        bool hit;
        if (Touches)
        {
            var request = new GetRequest { Key = key, Hash = hash, Touch = true, TouchTo = TouchTo };
            hit = scope.Engine.Get(request, ref reader) == GetStatus.Hit;
            scope.CountTouch(hit);
        }
        else
        {
            hit = scope.Engine.Get(key, hash, ref reader);
            scope.Counters.CmdGet++;
            if (hit)
                scope.Counters.GetHits++;
            else
                scope.Counters.GetMisses++;
        }

        scope.Observer?.Fetched(scope.Connection, key, hit ? FetchOutcome.Found : FetchOutcome.NotFound, reader.ValueLength);
    }
}

internal enum MultigetProgress : byte
{
    /// <summary>The line is at its end and answered.</summary>
    Done,

    /// <summary>Every key that is here was looked up.</summary>
    NeedInput,

    /// <summary>The output is full, or other connections are due.</summary>
    OutputFull,

    /// <summary>Answered with an error; the rest of the line is to be dropped.</summary>
    Failed,
}
