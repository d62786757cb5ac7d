using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands.Strings;

/// <summary>The options behind SET's value or GETEX's key.</summary>
internal struct SetOptions
{
    /// <summary>Set only what is not there.</summary>
    public bool IfMissing { get; private set; }

    /// <summary>Set only what is there.</summary>
    public bool IfPresent { get; private set; }

    /// <summary>Answer the value before.</summary>
    public bool Get { get; private set; }

    public bool KeepExpiry { get; private set; }

    public bool Persist { get; private set; }

    public ExpiryKind Expiry { get; private set; }

    /// <summary>The argument with the expiry.</summary>
    public int ExpiryIndex { get; private set; }

    /// <summary>The argument that the value must equal for SET to set it (IFEQ, as in Valkey); 0 = none.</summary>
    public int ExpectedIndex { get; private set; }

    private readonly bool HasCondition => IfMissing || IfPresent || ExpectedIndex > 0;

    /// <summary>Those of SET, from the fourth argument on. False = syntax error.</summary>
    public bool TryParseSet(in RespRequest request)
    {
        for (var at = 3; at < request.Count; at++)
        {
            var word = request[at];
            if (word.Is("nx"u8) && !IfPresent && ExpectedIndex == 0)
                IfMissing = true;
            else if (word.Is("xx"u8) && !IfMissing && ExpectedIndex == 0)
                IfPresent = true;
            else if (word.Is("get"u8))
                Get = true;
            else if (word.Is("keepttl"u8) && Expiry == ExpiryKind.None)
                KeepExpiry = true;
            else if (word.Is("ifeq"u8) && !HasCondition && at + 1 < request.Count)
                ExpectedIndex = ++at;
            else if (!TryParseExpiry(request, ref at))
                return false;
        }

        return true;
    }

    /// <summary>Those of GETEX, from the third argument on. False = syntax error.</summary>
    public bool TryParseGetEx(in RespRequest request)
    {
        for (var at = 2; at < request.Count; at++)
        {
            if (request[at].Is("persist"u8) && Expiry == ExpiryKind.None)
                Persist = true;
            else if (!TryParseExpiry(request, ref at))
                return false;
        }

        return true;
    }

    private static ExpiryKind KindOf(ReadOnlySpan<byte> word)
    {
        if (word.Is("ex"u8))
            return ExpiryKind.Seconds;
        if (word.Is("px"u8))
            return ExpiryKind.Milliseconds;
        if (word.Is("exat"u8))
            return ExpiryKind.AtSecond;
        return word.Is("pxat"u8) ? ExpiryKind.AtMillisecond : ExpiryKind.None;
    }

    /// <summary>The same option twice is allowed, the last counts; different ones exclude each other.</summary>
    private bool TryParseExpiry(in RespRequest request, ref int at)
    {
        var kind = KindOf(request[at]);
        if (kind == ExpiryKind.None || KeepExpiry || Persist || at + 1 == request.Count)
            return false;
        if (Expiry != ExpiryKind.None && Expiry != kind)
            return false;
        Expiry = kind;
        ExpiryIndex = ++at;
        return true;
    }
}
